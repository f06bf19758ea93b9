"""A knowledge base of a few lines, found by the words that they share with the query."""

from collections.abc import Collection, Mapping, Set

from domain.entities.knowledge import Passage
from domain.interfaces.rag import KnowledgeBase

_SAY_NOTHING = frozenset(["a", "and", "does", "in", "is", "it", "of", "the", "what"])


class FakeKnowledgeBase(KnowledgeBase):
    """:param pages: by path, the text under each heading.
    :param alike: groups of words that name values of one thing.
    """

    def __init__(self, pages: Mapping[str, Mapping[str, str]], alike: Collection[Set[str]] = ()) -> None:
        self._pages = pages
        self._alike = alike

    @property
    def folders(self) -> frozenset[str]:
        return frozenset(page.partition("/")[0] for page in self._pages)

    def search(self, query: str, *, folders: Collection[str] | None = None, limit: int = 4) -> list[Passage]:
        wanted = set(_words(query)) - _SAY_NOTHING
        found = [
            Passage(f"{page}#{heading}", heading, text, len(wanted & set(_words(f"{heading} {text}"))))
            for page, sections in self._pages.items()
            if folders is None or page.partition("/")[0] in folders
            for heading, text in sections.items()
        ]
        return sorted((p for p in found if p.score), key=lambda passage: -passage.score)[:limit]

    def nearness(self, query: str, folders: Collection[str]) -> float:
        found = self.search(query, folders=folders, limit=1)
        return min(1.0, found[0].score / max(1, len(set(_words(query)) - _SAY_NOTHING))) if found else 0.0

    def vocabulary(self) -> frozenset[str]:
        return frozenset(
            word
            for sections in self._pages.values()
            for heading, text in sections.items()
            for word in _words(f"{heading} {text}")
        )

    def texts(self) -> tuple[str, ...]:
        return tuple(text for sections in self._pages.values() for section in sections.items() for text in section)

    def interchangeable(self, word: str, other: str) -> float:
        return float(word != other and any({word, other} <= group for group in self._alike))


def _words(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text.lower()).split()
