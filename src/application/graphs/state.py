"""What a call's graph remembers from turn to turn: plain values and messages, nothing else."""

from collections.abc import Awaitable
from typing import Annotated, Protocol, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.graph import add_messages  # pyright: ignore[reportMissingTypeStubs]
from langgraph.types import StreamWriter

from domain.errors import StaleEpoch


def fenced(current: int, offered: int) -> int:
    """Keeps the highest epoch, and refuses a write that carries an older one.

    :raises StaleEpoch: the session has a newer owner.
    """
    if offered < current:
        raise StaleEpoch(offered, current)
    return offered


class CallState(TypedDict, total=False):
    """One call.

    `messages` holds the caller's words as they came, and of the answers only what the caller has heard.
    `question` is the latest question in full, `specialist` who answered last, `speaker` who answers this turn, and
    `answer` the supervisor's own words when that is the supervisor.
    """

    messages: Annotated[list[AnyMessage], add_messages]
    epoch: Annotated[int, fenced]
    question: str
    specialist: str
    speaker: str
    answer: str


class TurnNode(Protocol):
    """A node of the graph: reads the state, writes `ReplyPart`s to the caller, and gives what changes."""

    def __call__(self, state: CallState, *, writer: StreamWriter) -> Awaitable[CallState]: ...


def utterance(state: CallState) -> str:
    """The caller's new words."""
    return state.get("messages", [])[-1].text
