"""The knowledge base that is a folder of Markdown pages, ranked by BM25."""

from collections.abc import Collection
from pathlib import Path

import bm25s  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
from numpy.typing import NDArray

from domain.entities.knowledge import Passage
from domain.errors import ConfigurationInvalid
from domain.interfaces.rag import KnowledgeBase
from infrastructure.adapters.retrieval.likeness import Likeness
from infrastructure.adapters.retrieval.pages import Section, read_page
from infrastructure.adapters.retrieval.words import content_words, is_circumstance, tokens

_HEADING_WEIGHT = 3
"""A heading names what its text is about: its words count as if they stood there three times."""


class KnowledgeFolder(KnowledgeBase):
    """All pages (`*.md`, but no README) below a folder. The folders right below it are the specialists' own."""

    def __init__(self, root: Path) -> None:
        """Read and index all pages.

        :raises ConfigurationInvalid: there is no such folder, no page in it, or a page that cannot be read.
        """
        self.root = root
        self._sections = _read_all(root)
        self._index = bm25s.BM25()
        self._index.index([_indexed(section) for section in self._sections], show_progress=False)
        self._likeness = Likeness(self._sections)
        self._folders = frozenset(section.folder for section in self._sections if section.folder)
        self._texts = tuple(
            text for section in self._sections for text in (section.title, section.heading, *section.lines)
        )
        self._vocabulary = frozenset(token for text in self._texts for token in tokens(text))

    @property
    def folders(self) -> frozenset[str]:
        return self._folders

    def search(self, query: str, *, folders: Collection[str] | None = None, limit: int = 4) -> list[Passage]:
        known = [word for word in content_words(query) if word in self._index.vocab_dict]
        wanted = [word for word in known if not is_circumstance(word)] or known
        if not wanted:
            return []
        scores: NDArray[np.float32] = self._index.get_scores(wanted)
        found = list[Passage]()
        best_first: list[int] = np.argsort(-scores, kind="stable").tolist()
        for position in best_first:
            section, score = self._sections[position], float(scores[position])
            if score <= 0 or len(found) == limit:
                break
            if folders is None or section.folder in folders:
                found.append(_passage(section, score))
        return found

    def vocabulary(self) -> frozenset[str]:
        return self._vocabulary

    def texts(self) -> tuple[str, ...]:
        return self._texts

    def interchangeable(self, word: str, other: str) -> float:
        return self._likeness.of(word, other)


def _read_all(root: Path) -> list[Section]:
    if not root.is_dir():
        raise ConfigurationInvalid(f"there is no knowledge folder at {root}: make it, or name another one")
    pages = sorted(path for path in root.rglob("*.md") if path.name.lower() != "readme.md")
    sections = [section for page in pages for section in read_page(page, root)]
    if not any(content_words(" ".join(section.lines)) for section in sections):
        raise ConfigurationInvalid(f"the knowledge folder {root} holds no page with text: add a Markdown file")
    return sections


def _indexed(section: Section) -> list[str]:
    headings = content_words(f"{section.title} {section.heading}")
    return headings * _HEADING_WEIGHT + content_words(" ".join(section.lines))


def _passage(section: Section, score: float) -> Passage:
    title = section.title if section.heading == section.title else f"{section.title}: {section.heading}"
    return Passage(f"{section.page}#{section.heading}", title, "\n".join(section.lines), score)
