"""Which words stand in the same places: the names of two plans, or "price" and "speed"."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from infrastructure.adapters.retrieval.pages import Section
from infrastructure.adapters.retrieval.words import canonical, content_words, tokens

_Place = tuple[str, ...]


class Likeness:
    """Learned from the pages once. A heading of the same form says most; the words on either side say less."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._in_headings: dict[str, set[_Place]] = defaultdict(set)
        self._in_text: dict[str, set[_Place]] = defaultdict(set)
        for title in {section.title for section in sections}:
            _note(self._in_headings, _gaps(title, lengths=(2,)))
        for heading in {section.heading for section in sections if section.heading != section.title}:
            _note(self._in_headings, _gaps(heading, lengths=(1, 2)))
        for line in {line for section in sections for line in section.lines}:
            _note(self._in_text, _neighbours(line))

    def of(self, word: str, other: str) -> float:
        """From 0 to 1."""
        first, second = canonical(word.lower()), canonical(other.lower())
        if first == second:
            return 0.0
        if self._in_headings[first] & self._in_headings[second]:
            return 1.0
        places, others = self._in_text[first], self._in_text[second]
        return len(places & others) / max(1, min(len(places), len(others)))


def _note(places: dict[str, set[_Place]], found: Iterable[tuple[str, _Place]]) -> None:
    for word, place in found:
        places[word].add(place)


def _gaps(heading: str, lengths: Collection[int]) -> Iterable[tuple[str, _Place]]:
    """Each word with the rest of the heading; only in short ones is that a name's form."""
    words = [canonical(token) for token in tokens(heading)]
    if len(words) in lengths:
        for position, word in enumerate(words):
            yield word, (*words[:position], "_", *words[position + 1 :])


def _neighbours(line: str) -> Iterable[tuple[str, _Place]]:
    words = tokens(line)
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if content_words(word) and (content_words(before) or content_words(after)):
            yield canonical(word), (canonical(before), canonical(after))
