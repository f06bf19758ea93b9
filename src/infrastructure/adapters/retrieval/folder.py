"""The knowledge base that is a folder of Markdown pages, ranked by their words and by what they mean."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import bm25s  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
from numpy.typing import NDArray

from domain.entities.knowledge import Passage
from domain.errors import ConfigurationInvalid
from domain.interfaces.meaning import Meaning
from domain.interfaces.rag import KnowledgeBase
from infrastructure.adapters.retrieval.likeness import Likeness
from infrastructure.adapters.retrieval.meaning import carried_meaning
from infrastructure.adapters.retrieval.nearness import fit, phrases_of
from infrastructure.adapters.retrieval.pages import Section, read_page
from infrastructure.adapters.retrieval.words import content_words, is_circumstance, tokens

_HEADING_WEIGHT = 3
"""A heading names what its text is about: its words count as if they stood there three times."""

_MEANING_WEIGHT = 10
"""What full likeness of meaning is worth on the scale of BM25, where a question that fits gets 5 to 15."""

_SOME_LIKENESS = 0.2
"""Texts that have nothing in common are as near as this."""

_MEANS_IT = 0.4
"""As near as this, a passage fits without a word in common."""


_QUERIES_KEPT = 256
"""A turn looks the same words up several times: for its route, its manners and its answer."""


class KnowledgeFolder(KnowledgeBase):
    """All pages (`*.md`, but no README) below a folder. The folders right below it are the specialists' own."""

    def __init__(self, root: Path, meaning: Meaning | None = None) -> None:
        """Read and index all pages.

        :param meaning: None takes the one that the package carries.
        :raises ConfigurationInvalid: there is no such folder, no page in it, or a page that cannot be read.
        """
        self.root = root
        self._sections = _read_all(root)
        self._passages = [_passage(section) for section in self._sections]
        self._word_scores = _word_scores(self._sections)
        phrases, self._of_section = _phrases(self._sections)
        self._first_of_section = self._of_section[:, 0]
        self._likeness_to_phrases = (meaning or carried_meaning()).to(phrases)
        self._by_meaning = lru_cache(_QUERIES_KEPT)(self._compared)
        self._ranking = lru_cache(_QUERIES_KEPT)(self._ranked)
        self._in_folder = _in_folders(self._sections)
        self._likeness = Likeness(self._sections)
        self._folders = frozenset(section.folder for section in self._sections if section.folder)
        self._texts = tuple(
            text
            for section in self._sections
            for text in (section.title, section.heading, *section.lines, *section.asked)
        )
        self._vocabulary = frozenset(token for text in self._texts for token in tokens(text))

    @property
    def folders(self) -> frozenset[str]:
        return self._folders

    def search(self, query: str, *, folders: Collection[str] | None = None, limit: int = 4) -> list[Passage]:
        if not content_words(query):
            return []
        fitting = (
            (self._passages[position], score)
            for position, score in self._ranking(query)
            if folders is None or self._sections[position].folder in folders
        )
        return [
            Passage(passage.source, passage.title, passage.text, score)
            for passage, score in islice(fitting, limit)
        ]

    def nearness(self, query: str, folders: Collection[str]) -> float:
        own = [position for folder in folders for position in self._in_folder.get(folder, ())]
        _, best = self._by_meaning(query)
        return float(best[own].max(initial=0.0))

    def _ranked(self, query: str) -> list[tuple[int, float]]:
        """The sections that fit, and how well, the best first."""
        by_words, (alike, best) = self._by_words(query), self._by_meaning(query)
        fitting = np.flatnonzero((by_words > 0) | (best >= _MEANS_IT))
        by_meaning = fit(alike[self._of_section[fitting]])
        scores = by_words[fitting] + _MEANING_WEIGHT * np.maximum(0, by_meaning - _SOME_LIKENESS)
        best_first = np.argsort(-scores, kind="stable")
        return list(zip(fitting[best_first].tolist(), scores[best_first].tolist(), strict=True))

    def _by_words(self, query: str) -> NDArray[np.float32]:
        known = [word for word in content_words(query) if word in self._word_scores]
        wanted = [word for word in known if not is_circumstance(word)] or known
        if not wanted:
            return np.zeros(len(self._sections), np.float32)
        scores: NDArray[np.float32] = np.add.reduce([self._word_scores[word] for word in wanted])
        return scores

    def _compared(self, query: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """How near each phrase is, from -1 to 1, and the nearest one of each section."""
        alike = np.asarray(self._likeness_to_phrases(query), np.float32)
        return alike, np.maximum.reduceat(alike, self._first_of_section)

    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """By a passage's source, what callers say who want to know it."""
        return {_source(section): section.asked for section in self._sections}

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
    return headings * _HEADING_WEIGHT + content_words(" ".join((*section.lines, *section.asked)))


def _word_scores(sections: Sequence[Section]) -> Mapping[str, NDArray[np.float32]]:
    """BM25 of each word for each section: a query's is their sum."""
    index = bm25s.BM25()
    index.index([_indexed(section) for section in sections], show_progress=False)
    words: list[str] = [word for word in index.vocab_dict if word]  # pyright: ignore[reportUnknownVariableType]
    return {word: index.get_scores([word]) for word in words}


def _in_folders(sections: Sequence[Section]) -> Mapping[str, list[int]]:
    found = defaultdict[str, list[int]](list)
    for position, section in enumerate(sections):
        found[section.folder].append(position)
    return found


def _phrases(sections: Sequence[Section]) -> tuple[list[str], NDArray[np.intp]]:
    """Headings, sentences and what callers say, and for each section the places of its own. The last phrase is
    empty, near to nothing: it fills the rows.
    """
    phrases, places = list[str](), list[list[int]]()
    for section in sections:
        own = phrases_of(_passage(section), section.asked)
        places.append(list(range(len(phrases), len(phrases) + len(own))))
        phrases += own
    most = max(map(len, places))
    empty = len(phrases)
    return [*phrases, ""], np.array([[*own, *[empty] * (most - len(own))] for own in places])


def _source(section: Section) -> str:
    return f"{section.page}#{section.heading}"


def _passage(section: Section) -> Passage:
    title = section.title if section.heading == section.title else f"{section.title}: {section.heading}"
    return Passage(_source(section), title, "\n".join(section.lines))
