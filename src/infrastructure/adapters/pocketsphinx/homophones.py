"""Digits that were written down as other words: "for two one seven five" is a code."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from infrastructure.adapters.pocketsphinx.language.digits import DIGITS

_BETWEEN = {"for": "four", "to": "two", "too": "two"}
"""Digits only within a code, or at an end of it where nothing else could stand: they are in many sentences."""

_BESIDE = {"won": "one", "ate": "eight", "age": "eight"}
"""Digits wherever they touch a code."""

_MEANT = _BETWEEN | _BESIDE
_REPEATS = frozenset(["double", "triple"])
_BEFORE_CODE = frozenset(["is", "it's", "that's", "number", "postcode"]) | _REPEATS
_AFTER_CODE = frozenset(["please", "thanks", "thank", "and", "is"])

SHORTEST_CODE = 3
"""So many digits that were understood as such, two of them in a row, make a code."""


def with_digits_meant(words: Sequence[str]) -> list[str]:
    """The words, with digits for what sounds like them in a code or at its ends. Other sentences stay."""
    meant = list(words)
    for start, end in _stretches(words):
        if _is_code(words[start:end]) and (end == len(words) or words[end] in _AFTER_CODE):
            for place in range(start, end):
                if _is_digit_there(words, place, start, end):
                    meant[place] = _MEANT.get(words[place], words[place])
    return meant


def _stretches(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Begin and end of each row of words that are digits or may be."""
    start: int | None = None
    for place, word in enumerate([*words, ""]):
        may_be = word in DIGITS or word in _MEANT or word in _REPEATS
        if may_be and start is None:
            start = place
        elif not may_be and start is not None:
            yield start, place
            start = None


def _is_code(stretch: Sequence[str]) -> bool:
    digits = [word in DIGITS for word in stretch]
    return sum(digits) >= SHORTEST_CODE and any(one and other for one, other in pairwise(digits))


def _is_digit_there(words: Sequence[str], place: int, start: int, end: int) -> bool:
    word = words[place]
    if word not in _BETWEEN:
        return True
    if place == start:
        return start == 0 or words[start - 1] in _BEFORE_CODE
    return place < end - 1 or end == len(words)
