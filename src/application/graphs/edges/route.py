"""The ways through a turn."""

from itertools import takewhile

from langchain_core.messages import AIMessage, ToolMessage
from langgraph.graph import END  # pyright: ignore[reportMissingTypeStubs]

from application.graphs.state import CallState
from application.graphs.tool_messages import read
from domain.entities.tool import Outcome
from domain.interfaces.router import Act

SAY = "say"
CARRY_OUT = "carry_out"
USE_TOOLS = "use_tools"
CLOSING = "closing"


def after_supervisor(state: CallState) -> str:
    """First what the caller has said yes to, also when that turn was interrupted; then the speaker."""
    pending = state.get("pending")
    if pending is not None and pending["confirmed"]:
        return CARRY_OUT
    return _speaker(state)


def after_carrying_out(state: CallState) -> str:
    return CLOSING if state.get("act") == Act.CONFIRM else _speaker(state)


def after_specialist(state: CallState) -> str:
    messages = state.get("messages", [])
    wants_tools = bool(messages) and isinstance(messages[-1], AIMessage) and bool(messages[-1].tool_calls)
    return USE_TOOLS if wants_tools else CLOSING


def after_tools(state: CallState) -> str:
    """The model speaks of what it got; a question that only waits for a yes is read out as it is."""
    if all(read(message).outcome is Outcome.TO_CONFIRM for message in _latest_results(state)):
        return CLOSING
    return state.get("speaker", "")


def after_closing(state: CallState) -> str:
    """The next question of the turn, if there is one."""
    return state.get("speaker", "") if state.get("goes_on") else END


def _speaker(state: CallState) -> str:
    return state.get("speaker", "") if state.get("act") == Act.ANSWER else SAY


def _latest_results(state: CallState) -> list[ToolMessage]:
    """Of the last round."""
    results = takewhile(lambda message: isinstance(message, ToolMessage), reversed(state.get("messages", [])))
    return [message for message in results if isinstance(message, ToolMessage)]
