"""The first node of a turn: decides who answers it, and understands it with what was said before."""

from collections.abc import Awaitable, Callable

from langgraph.types import StreamWriter

from application.graphs.state import CallState
from domain.entities.reply import SpecialistChosen
from domain.entities.specialist import SUPERVISOR
from domain.interfaces.router import AgentRouter

SupervisorNode = Callable[[CallState, StreamWriter], Awaitable[CallState]]


def supervise(router: AgentRouter) -> SupervisorNode:
    async def supervisor(state: CallState, writer: StreamWriter) -> CallState:
        route = await router.route(
            state["messages"][-1].text,
            previous_question=state.get("question", ""),
            current=state.get("specialist", ""),
        )
        writer(SpecialistChosen(route.name))
        update = CallState(speaker=route.name, question=route.question, answer=route.answer)
        if route.name != SUPERVISOR:
            update["specialist"] = route.name
        return update

    return supervisor
