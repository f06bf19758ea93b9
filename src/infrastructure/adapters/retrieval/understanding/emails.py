"""E-mail addresses, written or said: "jo dot smith at example dot com", "j o at ...", "smith, that's s m i t h"."""

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
from infrastructure.adapters.retrieval.understanding.utterance import Found

_WRITTEN = re.compile(r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$")
_SIGNS = {
    "dot": ".", "point": ".", "period": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-",
}  # fmt: skip
_DOT = frozenset(["dot", "point", "period", "dots"])
_AT = ("at", "@")
_SOUNDS_LIKE_AT = ("add", "et", "hat", "ad")

_ENDINGS = {"calm": "com", "come": "com", "comm": "com", "kom": "com", "orc": "org", "nett": "net", "dee": "de"}
"""What a recogniser writes for the ends of addresses."""

_BEFORE_NAME = frozenset(
    "is it it's its that's address email mail e me to under plan please yes yeah use on for with my i'm name then"
    " sure well um uh er the a of so oh-no hi hello send would be will can you're at's about by order seats people"
    " users seat write reach contact okay ok and but was mine here's here plans sorry no not actually i mean meant"
    " from change correct should one per year yearly month monthly".split()
)
"""Words that stand before an address and are no part of it."""

_SPELLING = frozenset(["that's", "spelled", "spelt", "spelling", "is", "with"])
_LONGEST_ENDING_WORDS = 3
_RESPELLED = 0.5
"""How alike a name and its spelling are at least: "smith, that's s m y t h"."""


def email(words: Sequence[str], stops: Set[str] = frozenset()) -> Found[str] | None:
    """The address that was said last; None where there is no whole one.

    :param stops: words of other things, such as names of plans, that are no part of a name unless a sign joins them.
    """
    for place in range(len(words) - 1, -1, -1):
        if _WRITTEN.match(words[place]):
            return Found(words[place], place, place + 1)
    for separators in (_AT, _SOUNDS_LIKE_AT):
        for place in range(len(words) - 1, 0, -1):
            if words[place] in separators and (found := _around(words, place, stops)) is not None:
                return found
    return None


def _around(words: Sequence[str], at: int, stops: Set[str]) -> Found[str] | None:
    """The address whose "at" stands at this place."""
    domain, end = _domain(words, at + 1)
    if not domain:
        return None
    local, start = _local(words, at, stops)
    if not local:
        return None
    local, end = _respelled(local, words, end)
    return Found(f"{local}@{domain}", start, end)


def _domain(words: Sequence[str], start: int) -> tuple[str, int]:
    """Its parts between dots, and the place after it; empty without a dot."""
    if start < len(words) and "." in words[start]:
        return words[start], start + 1
    dots = [place for place in range(start + 1, len(words) - 1) if words[place] in _DOT]
    if not dots:
        return "", start
    parts, begin = list[str](), start
    for dot in dots:
        part = _joined(words[begin:dot])
        if not part or (parts and dot - begin > _LONGEST_ENDING_WORDS):
            break
        parts.append(part)
        begin = dot + 1
    ending, end = _ending(words, begin)
    return (".".join([*parts, ending]), end) if parts and ending else ("", start)


def _ending(words: Sequence[str], start: int) -> tuple[str, int]:
    """The last part: one word, or letters that are spelled."""
    if start >= len(words):
        return "", start
    word = words[start]
    if len(word) > 1:
        if word == "co" and words[start + 1 : start + 3] in (["u", "k"], ["you", "k"], ["you", "kay"]):
            return "co.uk", start + 3
        if word == "co" and words[start + 1 : start + 2] == ["uk"]:
            return "co.uk", start + 2
        return _ENDINGS.get(word, word), start + 1
    text, place = "", start
    while place < len(words) and len(words[place]) == 1:
        text, place = text + words[place], place + 1
    return text, place


def _joined(words: Sequence[str]) -> str:
    """Words run together as they are in an address: letters as letters, "g mail" as one."""
    if len(words) > 1 and (letters := spelled(words)):
        return letters
    text, place = "", 0
    while place < len(words):
        number = code_at(words, place)
        text += number.value if number is not None else _SIGNS.get(words[place], words[place].replace("'", ""))
        place = number.end if number is not None else place + 1
    return text


def _local(words: Sequence[str], at: int, stops: Set[str]) -> tuple[str, int]:
    """The part before the "at", and where it begins: as far back as words may belong to a name."""
    start = at
    while start > 0 and _belongs(words, start - 1, at, stops):
        start -= 1
    if start and words[start - 1] in _SPELLING and spelled(words[start:at]):
        said_end = start - 1
        while start - 1 > 0 and _belongs(words, start - 2, said_end, stops):
            start -= 1
        start -= int(start > 0 and words[start - 1] not in _SPELLING)
    while start < at and words[start] in _SIGNS:
        start += 1
    return _name(words[start:at]), start


def _belongs(words: Sequence[str], place: int, at: int, stops: Set[str]) -> bool:
    word = words[place]
    if word in _SIGNS:
        return True
    if "@" in word:
        return False
    after = words[place + 1]
    if len(word) == 1 and word.isalpha():
        return word != "a" or len(after) == 1 or after in _SIGNS or place + 1 == at
    if after in _SIGNS:
        return word not in _BEFORE_NAME or is_letter_name(word)
    if word in UNITS or word in TENS or word == "double":
        return _spelled_on(words, place + 1, at) and not _is_count(words, place)
    if is_letter_name(word) and word in _BEFORE_NAME:
        return len(after) == 1 and place > 0 and len(words[place - 1]) == 1
    return word not in _BEFORE_NAME and word not in stops and not (place + 1 < at and _is_count(words, place + 1))


def _is_count(words: Sequence[str], place: int) -> bool:
    """A number after "for" counts people: "for ten, jo at ..."."""
    return words[place] in UNITS and place > 0 and words[place - 1] in {"for", "with"}


def _spelled_on(words: Sequence[str], place: int, at: int) -> bool:
    return place == at or all(
        word in UNITS or word in TENS or is_letter_name(word) or word in _SIGNS for word in words[place:at]
    )


def _name(words: Sequence[str]) -> str:
    """The local part; a name that is spelled after it is said is taken as it is spelled."""
    for place, word in enumerate(words):
        if word in _SPELLING and (letters := spelled(words[place + 1 :])):
            said = [_joined([name]) for name in words[:place]]
            best = max(said, key=lambda name: _alike(name, letters), default="")
            return "".join(letters if name == best else name for name in said) if said else letters
    parts, begin = list[str](), 0
    for place in [*(place for place, word in enumerate(words) if word in _SIGNS), len(words)]:
        parts.append(_spelled_or_said(words[begin:place]))
        if place < len(words):
            parts.append(_SIGNS[words[place]])
        begin = place + 1
    return "".join(parts)


def _spelled_or_said(words: Sequence[str]) -> str:
    if len(words) < 2 or not (any(map(is_letter_only, words)) or all(map(is_letter_name, words))):
        return _joined(words)
    text, place = "", 0
    while place < len(words):
        letter, after = letter_at(words, place)
        number = code_at(words, place)
        if number is not None:
            text, place = text + number.value, number.end
        elif letter:
            text, place = text + letter, after
        else:
            text, place = text + words[place].replace("'", ""), place + 1
    return text


def _respelled(local: str, words: Sequence[str], end: int) -> tuple[str, int]:
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
