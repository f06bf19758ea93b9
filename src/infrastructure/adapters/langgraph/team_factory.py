"""Puts the team together from plain values."""

import logging
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agents.discovery import SPECIALISTS_FOLDER
from agents.supervisor.agent import Supervisor
from agents.supervisor.second_opinion import ModelOpinion
from application.graphs.builder import build_call_graph
from domain.entities.specialist import Specialist
from domain.entities.tool import Services
from domain.errors import ConfigurationInvalid
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.langgraph.conversation import Patience
from infrastructure.adapters.langgraph.summaries import Summaries
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.company import read_company
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.adapters.retrieval.meaning import carried_meaning
from infrastructure.adapters.retrieval.phrasebook import Phrasebook
from infrastructure.business import open_services_beside
from infrastructure.persistence.checkpointer import LatestCheckpointSaver
from infrastructure.specialists import find_staff

logger = logging.getLogger(__name__)


def open_team(
    knowledge: KnowledgeFolder,
    model: BaseChatModel | None = None,
    *,
    routing_model: BaseChatModel | None = None,
    services: Services | None = None,
    meaning: Meaning | None = None,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
    specialists_folder: Path = SPECIALISTS_FOLDER,
    longest_silence_s: float = 8.0,
    connect: Callable[[], Awaitable[None]] | None = None,
) -> LangGraphAgentTeam:
    """The team that answers from a knowledge folder, for the company that the folder describes.

    :param services: what the tools reach; None opens those of the knowledge folder, with records in memory.
    :param meaning: what tells how near texts are; None takes the one that needs no key.
    :param model: what the specialists speak with; None for the retrieval brain, which needs no key.
    :param routing_model: what is asked who should answer, where the words do not tell: a small one is quick, and
        good enough. None takes `model`.
    :param checkpointer: where memory is kept; None keeps it in this process.
    :raises ConfigurationInvalid: the company's description or every specialist is unusable. Single specialists
        that are broken are logged with file and line, and the others work.
    """
    business = services if services is not None else open_services_beside(knowledge.root, None)
    specialists = _staff(specialists_folder, knowledge.folders, business)
    saver = checkpointer if checkpointer is not None else LatestCheckpointSaver()
    nearness = meaning if meaning is not None else carried_meaning()
    asked = routing_model or model
    opinion = ModelOpinion(asked, specialists) if asked is not None else None
    supervisor = Supervisor(read_company(knowledge.root), specialists, knowledge, nearness, opinion)
    speaking = model or RetrievalBrain(phrases=read_phrases(knowledge, specialists))
    graph = build_call_graph(supervisor, specialists, business, knowledge, speaking, saver)
    return LangGraphAgentTeam(
        graph,
        saver,
        supervisor.greeting,
        Summaries(graph, speaking),
        patience=Patience(silence_s=longest_silence_s),
        connect=connect,
    )


def read_phrases(knowledge: KnowledgeFolder, specialists: Collection[Specialist]) -> Phrasebook:
    """What callers say, as the pages and the tools tell it."""
    tools = {tool.name: tool.examples for specialist in specialists for tool in specialist.tools}
    return Phrasebook(knowledge.asked(), tools, knowledge.texts())


def _staff(folder: Path, pages: Collection[str], services: Services) -> tuple[Specialist, ...]:
    staff = find_staff(folder, pages, services)
    for reason in staff.left_out:
        logger.error("a specialist is left out: %s", reason)
    for reason in staff.lacking:
        logger.error("%s", reason)
    if not staff.specialists:
        reasons = "; ".join(staff.left_out) or "there is none"
        raise ConfigurationInvalid(f"no specialist in {folder} can work: {reasons}")
    return staff.specialists
