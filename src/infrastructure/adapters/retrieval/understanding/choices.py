"""Which of some choices was named: by its words, by other ways to say it, or by what a recogniser made of it."""

from collections.abc import Sequence
from functools import lru_cache

from infrastructure.adapters.retrieval.understanding.numbers import UNITS
from infrastructure.adapters.retrieval.understanding.slots import Slot
from infrastructure.adapters.retrieval.understanding.utterance import Found, places_of
from infrastructure.adapters.retrieval.words import canonical, content_words

_MINE = frozenset(["my", "our", "your", "his", "her", "their"])
_MOST_EDITS = 2
_SAME_BEGINNING = 2


def named(slot: Slot, words: Sequence[str], *, asked: bool = False) -> list[Found[str]]:
    """All choices that were named, in their order.

    :param asked: the caller was asked for it: words that only sound like a choice are taken for it.
    """
    return list(_by_words(slot.phrases, tuple(words))) or _sounding_alike(slot, words, asked=asked)


@lru_cache(1_024)
def _by_words(phrases: tuple[tuple[str, tuple[str, ...]], ...], words: tuple[str, ...]) -> tuple[Found[str], ...]:
    forms = [canonical(word) for word in words]
    said = frozenset(forms)
    found = [
        Found(choice, place, place + len(phrase))
        for choice, phrase in phrases
        if said.issuperset(phrase)
        for place in places_of(phrase, forms)
        if not _is_something_else(words, place, place + len(phrase))
    ]
    return tuple(_longest(found))


def _is_something_else(words: Sequence[str], start: int, end: int) -> bool:
    """ "Two plus two" names no plan, nor does "my business"."""
    before = words[start - 1] if start else ""
    after = words[end] if end < len(words) else ""
    return before in _MINE or (_is_number(before) and _is_number(after))


def _is_number(word: str) -> bool:
    return word.isdigit() or word in UNITS


def _longest(found: list[Found[str]]) -> list[Found[str]]:
    """In the order of speech; of those that lie over each other, the one with most words."""
    kept = list[Found[str]]()
    for one in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda each: each.start)


def _sounding_alike(slot: Slot, words: Sequence[str], *, asked: bool) -> list[Found[str]]:
    """A word beside the slot's own noun ("the plot plan"), or any word when it was asked for."""
    short = [choice for choice in slot.choices if choice.isalpha()]
    found = list[Found[str]]()
    for place, word in enumerate(words):
        beside = {canonical(near) for near in words[max(0, place - 1) : place + 2] if near != word}
        if not (asked or beside & slot.own_words) or (asked and not content_words(word)):
            continue
        if canonical(word) in slot.own_words:
            continue
        near = [choice for choice in short if _sounds_like(word, choice)]
        if len(near) == 1:
            found.append(Found(near[0], place, place + 1))
    return found


def _sounds_like(word: str, choice: str) -> bool:
    """Of about the same length, with the same beginning."""
    word = word.removesuffix("'s")
    edits = _edits(word, choice)
    if word[:_SAME_BEGINNING] == choice[:_SAME_BEGINNING]:
        return edits <= min(_MOST_EDITS, len(choice) // 2) and abs(len(word) - len(choice)) <= 1
    return len(choice) > 3 and edits == 1


def _edits(word: str, other: str) -> int:
    """How many letters must be put in, taken out or replaced."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(word, start=1):
        above, row[0] = row[0], number
        for column, wanted in enumerate(other, start=1):
            above, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, above + (letter != wanted)),
            )
    return row[-1]
