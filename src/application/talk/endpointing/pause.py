"""A pause in what a caller says."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from domain.entities.reply import AskedFor
from domain.entities.specialist import Pace


@dataclass(frozen=True)
class Pause:
    """What is known when the caller pauses.

    :ivar text: of the turn so far, as understood; its last words may still be missing.
    :ivar probability: that the turn is over, by its sound.
    :ivar asked_for: what the caller was asked for.
    :ivar pace: the style of whoever asks.
    """

    text: str
    probability: float
    asked_for: AskedFor | None = None
    pace: Pace = Pace.NORMAL

    @property
    def words(self) -> list[str]:
        """Lower case, signs dropped but for those in a word."""
        return re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*|[@.](?=[a-z0-9])", self.text.lower())


class Opinion(Enum):
    """What one way to tell makes of a pause."""

    OVER = auto()
    """Surely finished: there is nothing to add to it."""

    LIKELY = auto()
    """It sounds finished."""

    WHOLE = auto()
    """It does not sound finished, and its words are."""

    DOUBTFUL = auto()
    OPEN = auto()
    """There is more to come."""
