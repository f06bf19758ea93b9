"""Looking things up in what the company has written down."""

from abc import ABC, abstractmethod

from domain.entities.knowledge import Passage


class KnowledgeBase(ABC):
    """The knowledge folder, searchable. Read at start; answers at once and from any thread."""

    @abstractmethod
    def search(self, query: str, *, folder: str | None = None, limit: int = 4) -> list[Passage]:
        """The passages that fit best, best first; an empty list when nothing fits.

        :param folder: look only there (a specialist's own); None looks everywhere.
        """

    @abstractmethod
    def vocabulary(self) -> frozenset[str]:
        """Every word in it, in lower case: what callers are likely to say."""
