"""A caller's words, one by one, and what is found among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")

TAKEN = "\u2022"
"""Stands for a word that was understood already; it joins nothing before it with anything after."""

_WORD = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[a-z0-9]+(?:[._][a-z0-9]+)+|[a-z0-9]+(?:'[a-z]+)?|@")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value that was said, from the word at `start` to the one before `end`."""

    value: Value
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """In lower case; an address that is written stays whole, a hyphen parts two words."""
    return _WORD.findall(_THOUSANDS.sub("", text.lower().replace("’", "'")))


def covered(found: Sequence[Found[Value]]) -> set[int]:
    """The places of all words that belong to something found."""
    return {place for one in found for place in range(one.start, one.end)}


def places_of(phrase: Sequence[str], words: Sequence[str]) -> list[int]:
    """Where a phrase begins among the words."""
    length, wanted = len(phrase), list(phrase)
    if not length:
        return []
    return [
        place
        for place in range(len(words) - length + 1)
        if words[place] == wanted[0] and list(words[place : place + length]) == wanted
    ]
