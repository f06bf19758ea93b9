"""Looking things up in what the company has written down."""

from abc import ABC, abstractmethod
from collections.abc import Collection

from domain.entities.knowledge import Passage


class KnowledgeBase(ABC):
    """The knowledge folder, searchable. Read at start; answers at once and from any thread."""

    @property
    @abstractmethod
    def folders(self) -> frozenset[str]:
        """The folders that hold pages."""

    @abstractmethod
    def search(self, query: str, *, folders: Collection[str] | None = None, limit: int = 4) -> list[Passage]:
        """The passages that fit best, best first; an empty list when nothing fits.

        :param folders: look only there (a specialist's own); None looks everywhere.
        """

    @abstractmethod
    def nearness(self, query: str, folders: Collection[str]) -> float:
        """How near the nearest sentence or heading in these folders is in meaning: from 0 to 1."""

    @abstractmethod
    def vocabulary(self) -> frozenset[str]:
        """Every word in it, in lower case: what callers are likely to say."""

    @abstractmethod
    def texts(self) -> tuple[str, ...]:
        """Headings and texts of all passages, as they are written: how callers are likely to put things."""

    @abstractmethod
    def interchangeable(self, word: str, other: str) -> float:
        """How far two different words stand for different values of one thing, as the names of two plans do:
        from 0 (not at all) to 1. Zero for a word that is not in it.
        """
