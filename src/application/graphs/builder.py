"""The graph of one turn: the supervisor decides, a specialist answers with its tools, what is open is asked."""

from collections.abc import Hashable, Sequence
from typing import Any

from langchain_core.language_models.chat_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph  # pyright: ignore[reportMissingTypeStubs]
from langgraph.graph.state import CompiledStateGraph  # pyright: ignore[reportMissingTypeStubs]

from application.graphs.edges.route import (
    CARRY_OUT,
    CLOSING,
    SAY,
    USE_TOOLS,
    after_carrying_out,
    after_closing,
    after_specialist,
    after_tools,
)
from application.graphs.nodes.carry_out import carry_out
from application.graphs.nodes.closing import close
from application.graphs.nodes.say import say
from application.graphs.nodes.specialist import Answering, answer_as
from application.graphs.nodes.supervisor import supervise
from application.graphs.nodes.use_tools import use_tools
from application.graphs.state import CallState
from application.graphs.team_tools import TEAM_TOOLS
from application.graphs.toolbox import PATIENCE_S, Toolbox
from domain.entities.reply import SpecialistChosen
from domain.entities.specialist import SUPERVISOR, Specialist
from domain.entities.tool import Services
from domain.interfaces.rag import KnowledgeBase
from domain.interfaces.router import AgentRouter

CallGraph = CompiledStateGraph[CallState, None, CallState, CallState]


def build_call_graph(
    router: AgentRouter,
    specialists: Sequence[Specialist],
    services: Services,
    knowledge: KnowledgeBase,
    model: BaseChatModel,
    checkpointer: BaseCheckpointSaver[Any],
    tool_patience_s: float = PATIENCE_S,
) -> CallGraph:
    """A graph that takes `epoch`, and hears and answers the caller by `EXCHANGE`.

    So it can begin before the caller has spoken: what a run takes to begin, nobody waits for.

    One node a specialist, of that name: a new specialist changes nothing here. Nothing of an answer is stored by a
    run: how much of it was heard is known only later, and is added then.

    :param tool_patience_s: how long a tool is waited for.
    :raises LookupError: a tool needs a service that is not there.
    """
    toolboxes = {each.name: Toolbox((*each.tools, *TEAM_TOOLS), services, tool_patience_s) for each in specialists}
    toolboxes[SUPERVISOR] = Toolbox(TEAM_TOOLS, services)
    chosen = {each.name: SpecialistChosen(each.name, each.voice, each.pace) for each in specialists}
    tools = {tool.name: tool for each in specialists for tool in (*each.tools, *TEAM_TOOLS)}

    graph = StateGraph(CallState)
    names = [each.name for each in specialists]
    graph.add_node("supervisor", supervise(router, chosen), destinations=(*names, SAY, CARRY_OUT))
    graph.add_node(SAY, say)
    graph.add_node(CARRY_OUT, carry_out(toolboxes))
    graph.add_node(USE_TOOLS, use_tools(toolboxes))
    graph.add_node(CLOSING, close(tools, chosen))
    for each in specialists:
        graph.add_node(each.name, answer_as(Answering(each, knowledge, model, toolboxes[each.name])))

    graph.add_edge(START, "supervisor")
    graph.add_conditional_edges(CARRY_OUT, after_carrying_out, _to(names, SAY, CLOSING))
    for name in names:
        graph.add_conditional_edges(name, after_specialist, _to([USE_TOOLS, CLOSING]))
    graph.add_conditional_edges(USE_TOOLS, after_tools, _to(names, CLOSING))
    graph.add_conditional_edges(CLOSING, after_closing, _to(names, END))
    graph.add_edge(SAY, CLOSING)
    return graph.compile(checkpointer=checkpointer)


def _to(names: Sequence[str], *others: str) -> dict[Hashable, str]:
    return {name: name for name in (*names, *others)}
