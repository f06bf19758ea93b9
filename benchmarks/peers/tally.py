"""Whether a side's other callers were answered."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Tally:
    """:ivar asked: questions that have begun.
    :ivar answered: those of them after which somebody else was heard.
    """

    asked: int
    answered: int

    def __add__(self, other: Self) -> Self:
        return type(self)(self.asked + other.asked, self.answered + other.answered)

    def since(self, before: Self) -> Self:
        return type(self)(self.asked - before.asked, self.answered - before.answered)
