"""An answer in the making."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpecialistChosen:
    """Who answers this turn. Comes before that specialist's first word."""

    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """The next words of the answer, blanks included: joining all of them gives its text."""

    text: str


ReplyPart = SpecialistChosen | Words
