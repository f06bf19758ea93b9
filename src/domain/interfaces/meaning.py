"""How far two texts mean the same, whatever their words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence


class Meaning(ABC):
    """Read at start; answers at once and from any thread."""

    @abstractmethod
    def alike(self, text: str, others: Sequence[str]) -> list[float]:
        """How near `text` is to each of `others`, in their order: 1 for the same, about 0 for nothing in common.

        A text without a word is near to nothing.
        """

    def to(self, others: Sequence[str]) -> Callable[[str], Sequence[float]]:
        """`alike` for texts that never change: reads them once."""
        fixed = tuple(others)
        return lambda text: self.alike(text, fixed)

    def nearest_to(self, others: Sequence[str]) -> Callable[[str], float]:
        """How near the nearest of texts is that never change; 0 when there is none."""
        alike = self.to(others)
        return lambda text: max(alike(text), default=0.0)
