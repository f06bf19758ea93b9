"""The node that says what the supervisor has decided to say itself."""

from langgraph.types import StreamWriter

from application.graphs.state import CallState
from domain.entities.reply import Words


async def small_talk(state: CallState, *, writer: StreamWriter) -> CallState:
    writer(Words(state.get("answer", "")))
    return CallState()
