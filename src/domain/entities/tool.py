"""What an agent can do beside talking: a typed call of a business service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

Value = str | int | bool
"""What an argument, a fact or a note may be."""

Arguments = Mapping[str, Value]

Service = TypeVar("Service")


class Services:
    """The business services that tools reach, found by their type."""

    def __init__(self, *services: object) -> None:
        self._services = services

    def has(self, kind: type) -> bool:
        return any(isinstance(service, kind) for service in self._services)

    def get(self, kind: type[Service]) -> Service:
        """:raises LookupError: there is none of this type."""
        for service in self._services:
            if isinstance(service, kind):
                return service
        raise LookupError(f"no service of type {kind.__name__} was given")


class Kind(StrEnum):
    """What an argument is, so that it is understood when it is said, and checked when a model gives it."""

    TEXT = "text"
    COUNT = "count"
    """A whole number, from 1."""
    YES_NO = "yes_no"
    CHOICE = "choice"
    DIGITS = "digits"
    """A code of digits, such as a postcode or a number of an order; kept as text."""
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Argument:
    """:ivar description: for the model.
    :ivar question: how the caller is asked for it when it is missing.
    :ivar required: whether the tool cannot work without it.
    :ivar choices: what it may be (for `Kind.CHOICE`), each with other ways to say it.
    :ivar digits: how many there must be (for `Kind.DIGITS`); 0 takes any number.
    """

    name: str
    kind: Kind
    description: str
    question: str
    required: bool = True
    choices: Callable[[Services], Mapping[str, tuple[str, ...]]] | None = None
    digits: int = 0


class Outcome(StrEnum):
    """What became of a tool call."""

    DONE = "done"
    NEEDS = "needs"
    """An argument is missing or cannot be understood: the result asks for it."""
    TO_CONFIRM = "to_confirm"
    """It has an effect, and waits for the caller's yes."""
    REFUSED = "refused"
    """The service cannot do that, and says why."""
    FAILED = "failed"
    """The service could not be reached, or broke."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool with what it is to be called with."""

    tool: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool answers.

    :ivar say: the answer for the ear: one or two sentences that are true as they stand.
    :ivar facts: the same as data: what a model may say of it in other words.
    :ivar topic: what it was about, as the end of "You called about ..."; empty for the tool's own.
    :ivar missing: the argument that `say` asks for, with `Outcome.NEEDS`.
    :ivar offer: what `say` offers to do next; done when the caller says yes.
    :ivar undo: what takes the effect back.
    :ivar notes: what the tool wants to know again later in this call; they replace older ones of the same name.
    """

    say: str
    outcome: Outcome = Outcome.DONE
    facts: Mapping[str, Value] = field(default_factory=dict[str, Value])
    topic: str = ""
    missing: str = ""
    offer: ToolCall | None = None
    undo: ToolCall | None = None
    notes: Mapping[str, Value] = field(default_factory=dict[str, Value])


@dataclass(frozen=True, slots=True)
class CallContext:
    """The call that a tool is used in.

    :ivar key: of this use of the tool: an effect with the same key happens once, however often it is asked for.
    :ivar notes: what tools have noted earlier in this call.
    :ivar was_heard: whether the caller has heard a text in this call, or nearly all of it.
    """

    session_id: str
    key: str
    notes: Mapping[str, Value] = field(default_factory=dict[str, Value])
    was_heard: Callable[[str], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Tool:
    """:ivar description: what it does, for the model that chooses.
    :ivar examples: what callers say who want it.
    :ivar about: what it is about, as the end of "You called about ..." and "Back to ...": `your order`.
    :ivar run: does it; may block for a second. With `Refused` it declines.
    :ivar read_back: asks the caller for a yes, the important things named: "Shall I order the pro plan?"; None
        for a tool without an effect, which needs no yes. With `Refused` it declines.
    :ivar needs: the types of the services that it uses.
    """

    name: str
    description: str
    examples: tuple[str, ...]
    arguments: tuple[Argument, ...]
    about: str
    run: Callable[[Services, CallContext, Arguments], ToolResult]
    read_back: Callable[[Services, CallContext, Arguments], str] | None = None
    needs: tuple[type, ...] = ()

    @property
    def has_effect(self) -> bool:
        return self.read_back is not None
