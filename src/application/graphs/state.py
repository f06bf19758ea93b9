"""What a call's graph remembers from turn to turn: plain values and messages, nothing else."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Annotated, Protocol, TypedDict

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import add_messages  # pyright: ignore[reportMissingTypeStubs]
from langgraph.types import Command

from domain.entities.tool import Value
from domain.errors import StaleEpoch

SILENCE = "(The caller says nothing.)"
"""Stands in the history where the caller was silent for a while: a model takes no empty message."""


def fenced(current: int, offered: int) -> int:
    """Keeps the highest epoch, and refuses a write that carries an older one.

    :raises StaleEpoch: the session has a newer owner.
    """
    if offered < current:
        raise StaleEpoch(offered, current)
    return offered


def merged(current: Mapping[str, Value], new: Mapping[str, Value]) -> dict[str, Value]:
    """Notes are added, and replace those of the same name."""
    return {**current, **new}


class Pending(TypedDict):
    """An effect that waits for the caller's yes.

    :ivar question: what the caller was asked.
    :ivar key: the effect happens once under it.
    :ivar confirmed: the caller has said yes; it may have been interrupted since.
    :ivar turn: in which the caller was last asked.
    :ivar reminded: how often the caller talked of something else, and was reminded.
    """

    tool: str
    arguments: dict[str, Value]
    question: str
    specialist: str
    key: str
    confirmed: bool
    turn: int
    reminded: int


class Form(TypedDict):
    """A tool call that misses an argument, which the caller was asked for."""

    tool: str
    question: str
    specialist: str
    turn: int
    reminded: int


class Part(TypedDict):
    """A question of a turn that asks several.

    :ivar words: what the caller said of it.
    :ivar question: the same, so that it stands alone.
    """

    specialist: str
    words: str
    question: str


class CallState(TypedDict, total=False):
    """One call.

    Kept from turn to turn: `messages` holds the caller's words as they came, tool calls with their results, and
    of the answers only what the caller has heard. `question` is the latest question in full, `specialist` who
    answered last, `topics` what the call was about so far, `notes` what tools want to know again, `pending`,
    `waiting` and `form` what is open, `said` the latest answer whole, `silences` how often the caller was silent
    in a row, `summary` what messages told that are no longer kept, and `turn` counts.

    Of one turn: `act` is what the supervisor decided, `speaker` who answers, `preface` and `answer` the
    supervisor's own words, `parts` the questions that are still to be answered, the present one first, `part_from`
    how many messages there were before it, `offers_human` whether a person is offered at the end, `handover`
    what a specialist who takes over must know, `ends` why the call is hung up after this answer, and
    `goes_on` whether another question of the turn follows.
    """

    messages: Annotated[list[AnyMessage], add_messages]
    epoch: Annotated[int, fenced]
    question: str
    specialist: str
    topics: list[str]
    notes: Annotated[dict[str, Value], merged]
    pending: Pending | None
    waiting: list[Pending]
    form: Form | None
    said: str
    silences: int
    waits_for_human: bool
    summary: str
    turn: int

    act: str
    speaker: str
    preface: str
    answer: str
    parts: list[Part]
    part_from: int
    offers_human: bool
    handover: str
    ends: str
    goes_on: bool


class TurnNode(Protocol):
    """A node of the graph: reads the state, writes `ReplyPart`s to the caller, and gives what changes."""

    def __call__(self, state: CallState) -> Awaitable[CallState]: ...


class HandingOver(Protocol):
    """A node that also says which one is next: an edge that reads the state again would take longer."""

    def __call__(self, state: CallState) -> Awaitable[Command[str]]: ...


class SessionNode(Protocol):
    """A node that must know whose call it is: the session is the thread in `config`."""

    def __call__(self, state: CallState, config: RunnableConfig) -> Awaitable[CallState]: ...


def utterance(state: CallState) -> str:
    """The caller's new words; empty when the caller was silent."""
    latest = next((message for message in reversed(_messages(state)) if isinstance(message, HumanMessage)), None)
    return "" if latest is None or latest.text == SILENCE else latest.text


def heard_before(state: CallState) -> list[str]:
    """The answers so far, as far as the caller heard them."""
    return [message.text for message in _messages(state) if isinstance(message, AIMessage) and message.text]


def _messages(state: CallState) -> Sequence[AnyMessage]:
    return state.get("messages", [])
