"""How busy the process is that carries the calls."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

LATENESS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
"""Bounds that tell an idle process from a busy one, and that from one that callers hear."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """Since the process began.

    :ivar counts: how often something was no later than each of `LATENESS_S`, and how often in all.
    :ivar total_s: by how much, all together.
    """

    counts: Sequence[int]
    total_s: float

    def __add__(self, other: "Lateness") -> "Lateness":
        counts = [mine + more for mine, more in zip(self.counts, other.counts, strict=True)]
        return Lateness(counts, self.total_s + other.total_s)


NEVER_LATE = Lateness((0,) * (len(LATENESS_S) + 1), 0.0)


@dataclass(frozen=True, slots=True)
class Size:
    """
    :ivar tasks: in the event loop.
    :ivar threads: that run Python.
    """

    tasks: int
    threads: int


class LoadWatch(ABC):
    """For those who watch from outside."""

    @abstractmethod
    def lateness(self) -> Lateness:
        """All that was ever seen."""

    @abstractmethod
    def size(self) -> Size:
        """What it has at this moment. Must be asked in the event loop."""


class ProcessLoad(LoadWatch):
    """For those who have to decide whether it can do more."""

    @abstractmethod
    def lag_s(self, share: float) -> float:
        """What is due happens later than this, in seconds, so often only as `1 - share` says.

        Of the latest ten seconds; 0 before anything is known.

        :param share: from 0 to 1: 0.5 is the median.
        """
