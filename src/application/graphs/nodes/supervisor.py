"""The first node of a turn: decides who answers it, and understands it with what was said before."""

from langgraph.types import StreamWriter

from application.graphs.state import CallState, TurnNode, utterance
from domain.entities.reply import SpecialistChosen
from domain.entities.specialist import SUPERVISOR
from domain.interfaces.router import AgentRouter


def supervise(router: AgentRouter) -> TurnNode:
    async def supervisor(state: CallState, *, writer: StreamWriter) -> CallState:
        previous, current = state.get("question", ""), state.get("specialist", "")
        route = await router.route(utterance(state), previous_question=previous, current=current)
        writer(SpecialistChosen(route.name))
        specialist = current if route.name == SUPERVISOR else route.name
        return CallState(speaker=route.name, question=route.question, answer=route.answer, specialist=specialist)

    return supervisor
