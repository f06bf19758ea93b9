"""An answer in the making."""

from dataclasses import dataclass

from domain.entities.session import EndReason
from domain.entities.specialist import Pace
from domain.entities.tool import Arguments, Kind, Outcome
from domain.entities.usage import Used


@dataclass(frozen=True, slots=True)
class SpecialistChosen:
    """Who answers this turn. Comes before that specialist's first word.

    :ivar voice: who speaks for it; None for the usual voice.
    :ivar pace: how long it waits for more when the caller pauses in the next turn.
    """

    name: str
    voice: str | None = None
    pace: Pace = Pace.NORMAL


@dataclass(frozen=True, slots=True)
class Words:
    """The next words of the answer, blanks included: joining all of them gives its text."""

    text: str


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What the caller is asked to say.

    :ivar digits: how many there must be (for `Kind.DIGITS`); 0 takes any number.
    """

    kind: Kind
    digits: int = 0


@dataclass(frozen=True, slots=True)
class ToolUsed:
    """A tool has been called for this answer.

    :ivar asks_for: the argument that the caller is asked for now; None when nothing is missing.
    """

    name: str
    arguments: Arguments
    outcome: Outcome
    asks_for: AskedFor | None = None


@dataclass(frozen=True, slots=True)
class HumanWanted:
    """The caller wants to talk to a person: the operator must know."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """The conversation is over: hang up when the words of this answer are spoken, unless the caller interrupts.

    :ivar reason: why.
    """

    reason: EndReason


@dataclass(frozen=True, slots=True)
class ModelUsed:
    """A language model was asked for this answer. Comes after its words, and says nothing to the caller.

    :ivar specialist: who asked it; the supervisor is one.
    :ivar used: of each provider that had a part in it.
    """

    specialist: str
    used: tuple[Used, ...]


ReplyPart = SpecialistChosen | Words | ToolUsed | HumanWanted | Farewell | ModelUsed
