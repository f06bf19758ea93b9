"""The graph of one turn: the supervisor decides, one node answers."""

from collections.abc import Hashable, Sequence
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph  # pyright: ignore[reportMissingTypeStubs]
from langgraph.graph.state import CompiledStateGraph  # pyright: ignore[reportMissingTypeStubs]

from application.graphs.edges.route import chosen_speaker
from application.graphs.nodes.small_talk import small_talk
from application.graphs.nodes.specialist import answer_as
from application.graphs.nodes.supervisor import supervise
from application.graphs.state import CallState
from domain.entities.specialist import SUPERVISOR, Specialist
from domain.interfaces.rag import KnowledgeBase
from domain.interfaces.router import AgentRouter

CallGraph = CompiledStateGraph[CallState, None, CallState, CallState]

SMALL_TALK = "small_talk"
"""The node that speaks for the supervisor."""


def build_call_graph(
    router: AgentRouter,
    specialists: Sequence[Specialist],
    knowledge: KnowledgeBase,
    model: BaseChatModel,
    checkpointer: BaseCheckpointSaver[Any],
) -> CallGraph:
    """A graph that takes `messages` (the caller's new one) and `epoch`, and streams `ReplyPart`s as custom output.

    One node a specialist, of that name: a new specialist changes nothing here. Nothing of an answer is stored by a
    run: how much of it was heard is known only later, and is added then.
    """
    graph = StateGraph(CallState)
    graph.add_node("route", supervise(router))
    graph.add_node(SMALL_TALK, small_talk)
    for specialist in specialists:
        graph.add_node(specialist.name, answer_as(specialist, knowledge, model))
        graph.add_edge(specialist.name, END)
    graph.add_edge(SMALL_TALK, END)
    graph.add_edge(START, "route")
    speakers: dict[Hashable, str] = {
        SUPERVISOR: SMALL_TALK,
        **{specialist.name: specialist.name for specialist in specialists},
    }
    graph.add_conditional_edges("route", chosen_speaker, speakers)
    return graph.compile(checkpointer=checkpointer)
