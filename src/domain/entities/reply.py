"""An answer in the making."""

from dataclasses import dataclass

from domain.entities.session import EndReason
from domain.entities.tool import Arguments, Outcome


@dataclass(frozen=True, slots=True)
class SpecialistChosen:
    """Who answers this turn. Comes before that specialist's first word."""

    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """The next words of the answer, blanks included: joining all of them gives its text."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolUsed:
    """A tool has been called for this answer."""

    name: str
    arguments: Arguments
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class HumanWanted:
    """The caller wants to talk to a person: the operator must know."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """The conversation is over: hang up when the words of this answer are spoken.

    :ivar reason: why.
    """

    reason: EndReason


ReplyPart = SpecialistChosen | Words | ToolUsed | HumanWanted | Farewell
