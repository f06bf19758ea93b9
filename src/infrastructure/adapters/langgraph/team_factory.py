"""Puts the team together from plain values."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.discovery import SPECIALISTS_FOLDER, discover
from agents.supervisor.agent import Supervisor
from agents.supervisor.second_opinion import ModelOpinion
from application.graphs.builder import build_call_graph
from domain.entities.specialist import Specialist
from domain.entities.tool import Services
from domain.errors import ConfigurationInvalid
from domain.interfaces.meaning import Meaning
from domain.interfaces.rag import KnowledgeBase
from infrastructure.adapters.langgraph.summaries import Summaries
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.company import read_company
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.adapters.retrieval.meaning import WordLlamaMeaning
from infrastructure.business import open_services_beside
from infrastructure.persistence.checkpointer import LatestCheckpointSaver

logger = logging.getLogger(__name__)


def open_team(
    knowledge: KnowledgeFolder,
    model: BaseChatModel | None = None,
    *,
    services: Services | None = None,
    meaning: Meaning | None = None,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
    specialists_folder: Path = SPECIALISTS_FOLDER,
    longest_silence_s: float = 8.0,
) -> LangGraphAgentTeam:
    """The team that answers from a knowledge folder, for the company that the folder describes.

    :param services: what the tools reach; None opens those of the knowledge folder, with records in memory.
    :param meaning: what tells how near texts are; None takes the one that needs no key.
    :param model: what the specialists speak with; None for the retrieval brain, which needs no key.
    :param checkpointer: where memory is kept; None keeps it in this process.
    :raises ConfigurationInvalid: the company's description or every specialist is unusable. Single specialists
        that are broken are logged with file and line, and the others work.
    """
    business = services if services is not None else open_services_beside(knowledge.root, None)
    specialists = _usable_specialists(specialists_folder, knowledge, business)
    saver = checkpointer if checkpointer is not None else LatestCheckpointSaver()
    nearness = meaning if meaning is not None else WordLlamaMeaning()
    opinion = ModelOpinion(model, specialists) if model is not None else None
    supervisor = Supervisor(read_company(knowledge.root), specialists, knowledge, nearness, opinion)
    speaking = model or RetrievalBrain()
    graph = build_call_graph(supervisor, specialists, business, knowledge, speaking, saver)
    return LangGraphAgentTeam(
        graph, saver, supervisor.greeting, Summaries(graph, speaking), longest_silence_s=longest_silence_s
    )


def _usable_specialists(folder: Path, knowledge: KnowledgeBase, services: Services) -> list[Specialist]:
    discovered = discover(folder)
    reasons = [str(broken) for broken in discovered.broken]
    usable = list[Specialist]()
    for specialist in discovered.specialists:
        missing = [name for name in specialist.knowledge if name not in knowledge.folders]
        if missing:
            reasons.append(f"{specialist.name}: the knowledge folder has no pages in {', '.join(missing)}")
        else:
            usable.append(_with_usable_tools(specialist, services))
    for reason in reasons:
        logger.error("a specialist is left out: %s", reason)
    if not usable:
        raise ConfigurationInvalid(f"no specialist in {folder} can work: {'; '.join(reasons) or 'there is none'}")
    return usable


def _with_usable_tools(specialist: Specialist, services: Services) -> Specialist:
    """The specialist without the tools whose services are not there: it answers what it can."""
    usable = tuple(tool for tool in specialist.tools if all(services.has(kind) for kind in tool.needs))
    for tool in specialist.tools:
        if tool not in usable:
            lacking = ", ".join(kind.__name__ for kind in tool.needs if not services.has(kind))
            logger.error("%s works without the tool %s: there is no %s", specialist.name, tool.name, lacking)
    return replace(specialist, tools=usable)
