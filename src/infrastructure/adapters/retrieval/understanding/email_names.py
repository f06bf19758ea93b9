"""The part of an address before its "at": names, letters and signs, as they are said or spelled."""

import re
from collections.abc import Sequence, Set
from difflib import SequenceMatcher

from infrastructure.adapters.retrieval.understanding.codes import code_at
from infrastructure.adapters.retrieval.understanding.letters import (
    is_letter_name,
    is_letter_only,
    letter_at,
    spelled,
)
from infrastructure.adapters.retrieval.understanding.numbers import TENS, UNITS
from infrastructure.adapters.retrieval.words import listed

SIGNS = {
    "dot": ".", "dots": ".", "point": ".", "period": ".", "underscore": "_", "dash": "-", "hyphen": "-",
    "minus": "-",
}  # fmt: skip

_BEFORE_NAME = frozenset(listed("before_email"))
_SPELLING = frozenset(["that's", "spelled", "spelt", "spelling", "is", "with"])
_RESPELLED = 0.5
"""How alike a name and its spelling are at least: "smith, that's s m y t h"."""


def local_part(words: Sequence[str], at: int, stops: Set[str]) -> tuple[str, int]:
    """What stands before the "at" at this place, and where it begins: as far back as words may belong to it."""
    start = _begin(words, at, stops)
    if start and words[start - 1] in _SPELLING and spelled(words[start:at]):
        said = _begin(words, start - 1, stops)
        start = said if said < start - 1 else start
    while start < at and words[start] in SIGNS:
        start += 1
    return _name(words[start:at]), start


def _begin(words: Sequence[str], end: int, stops: Set[str]) -> int:
    start = end
    while start > 0 and _belongs(words, start - 1, end, stops):
        start -= 1
    return start


def _belongs(words: Sequence[str], place: int, at: int, stops: Set[str]) -> bool:
    """Whether the word there is part of the name that goes on after it."""
    word, after = words[place], words[place + 1]
    if word in SIGNS:
        return True
    if "@" in word:
        return False
    if len(word) == 1 and word.isalpha():
        return word != "a" or len(after) == 1 or after in SIGNS or place + 1 == at
    if after in SIGNS:
        return word not in _BEFORE_NAME or is_letter_name(word)
    if word in UNITS or word in TENS or word == "double":
        return _is_spelled_on(words, place + 1, at) and not _is_count(words, place)
    if is_letter_name(word) and word in _BEFORE_NAME:
        return len(after) == 1 and place > 0 and len(words[place - 1]) == 1
    return word not in _BEFORE_NAME and word not in stops and not (place + 1 < at and _is_count(words, place + 1))


def _is_count(words: Sequence[str], place: int) -> bool:
    """A number after "for" counts people: "for ten, jo at ..."."""
    return words[place] in UNITS and place > 0 and words[place - 1] in {"for", "with"}


def _is_spelled_on(words: Sequence[str], place: int, at: int) -> bool:
    return all(word in UNITS or word in TENS or is_letter_name(word) or word in SIGNS for word in words[place:at])


def _name(words: Sequence[str]) -> str:
    """A name that is spelled after it is said is taken as it is spelled."""
    for place, word in enumerate(words):
        if word in _SPELLING and (letters := spelled(words[place + 1 :])):
            said = [joined([name]) for name in words[:place]]
            best = max(said, key=lambda name: _alike(name, letters), default="")
            return "".join(letters if name == best else name for name in said) if said else letters
    parts, begin = list[str](), 0
    for place in [*(place for place, word in enumerate(words) if word in SIGNS), len(words)]:
        parts.append(_spelled_or_said(words[begin:place]))
        if place < len(words):
            parts.append(SIGNS[words[place]])
        begin = place + 1
    return "".join(parts)


def _spelled_or_said(words: Sequence[str]) -> str:
    letters = any(map(is_letter_only, words)) or all(map(is_letter_name, words))
    if len(words) < 2 or not letters:
        return joined(words)
    text, place = "", 0
    while place < len(words):
        number = code_at(words, place)
        letter, after = letter_at(words, place)
        if number is not None:
            text, place = text + number.value, number.end
        else:
            text, place = text + (letter or words[place].replace("'", "")), max(after, place + 1)
    return text


def joined(words: Sequence[str], *, letters: bool = False) -> str:
    """Words run together as they are in an address: "g mail" as one, numbers as digits.

    :param letters: words that are all names of letters are letters.
    """
    if letters and len(words) > 1 and (text := spelled(words)):
        return text
    text, place = "", 0
    while place < len(words):
        number = code_at(words, place)
        text += number.value if number is not None else SIGNS.get(words[place], words[place].replace("'", ""))
        place = number.end if number is not None else place + 1
    return text


def respelled(local: str, words: Sequence[str], end: int) -> tuple[str, int]:
    """A part of the name as it is spelled after the address: "..., smith is s m y t h"."""
    for place in range(end, len(words)):
        letters = spelled(words[place:])
        if len(letters) > 1:
            return respell(local, letters), len(words)
    return local, end


def respell(local: str, letters: str) -> str:
    """The part of a name that sounds like these letters, written with them; the name itself where none does."""
    parts = re.split(r"([._-])", local)
    alike = [_alike(part, letters) for part in parts]
    best = max(range(len(parts)), key=lambda place: alike[place])
    if alike[best] < _RESPELLED:
        return local
    return "".join([*parts[:best], letters, *parts[best + 1 :]])


def _alike(name: str, letters: str) -> float:
    return SequenceMatcher(None, name, letters).ratio()
