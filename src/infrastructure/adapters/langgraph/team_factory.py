"""Puts the team together from plain values."""

import logging
from pathlib import Path
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.discovery import SPECIALISTS_FOLDER, discover
from agents.supervisor.agent import Supervisor
from agents.supervisor.second_opinion import ModelOpinion
from application.graphs.builder import build_call_graph
from domain.entities.specialist import Specialist
from domain.errors import ConfigurationInvalid
from domain.interfaces.rag import KnowledgeBase
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.company import read_company
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.persistence.checkpointer import LatestCheckpointSaver

logger = logging.getLogger(__name__)


def open_team(
    knowledge: KnowledgeFolder,
    model: BaseChatModel | None = None,
    *,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
    specialists_folder: Path = SPECIALISTS_FOLDER,
    longest_silence_s: float = 8.0,
) -> LangGraphAgentTeam:
    """The team that answers from a knowledge folder, for the company that the folder describes.

    :param model: what the specialists speak with; None for the retrieval brain, which needs no key.
    :param checkpointer: where memory is kept; None keeps it in this process.
    :raises ConfigurationInvalid: the company's description or every specialist is unusable. Single specialists
        that are broken are logged with file and line, and the others work.
    """
    specialists = _usable_specialists(specialists_folder, knowledge)
    saver = checkpointer if checkpointer is not None else LatestCheckpointSaver()
    opinion = ModelOpinion(model, specialists) if model is not None else None
    supervisor = Supervisor(read_company(knowledge.root), specialists, knowledge, opinion)
    graph = build_call_graph(supervisor, specialists, knowledge, model or RetrievalBrain(), saver)
    return LangGraphAgentTeam(graph, saver, supervisor.greeting, longest_silence_s=longest_silence_s)


def _usable_specialists(folder: Path, knowledge: KnowledgeBase) -> list[Specialist]:
    discovered = discover(folder)
    reasons = [str(broken) for broken in discovered.broken]
    usable = list[Specialist]()
    for specialist in discovered.specialists:
        missing = [name for name in specialist.knowledge if name not in knowledge.folders]
        if missing:
            reasons.append(f"{specialist.name}: the knowledge folder has no pages in {', '.join(missing)}")
        else:
            usable.append(specialist)
    for reason in reasons:
        logger.error("a specialist is left out: %s", reason)
    if not usable:
        raise ConfigurationInvalid(f"no specialist in {folder} can work: {'; '.join(reasons) or 'there is none'}")
    return usable
