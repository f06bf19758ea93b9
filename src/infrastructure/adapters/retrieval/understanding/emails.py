"""E-mail addresses, written or said: "jo dot smith at example dot com", "j o at ...", "jo smith spelled ..."."""

from collections.abc import Sequence, Set
from itertools import takewhile

from domain.entities.email_address import is_email_address
from infrastructure.adapters.retrieval.understanding.email_names import SIGNS, joined, local_part, respelled
from infrastructure.adapters.retrieval.understanding.utterance import TAKEN, Found

_DOT = frozenset(sign for sign, written in SIGNS.items() if written == ".")
_AT = ("at", "@")
_ARTICLES = ("a", "an")
_SOUNDS_LIKE_AT = ("add", "et", "hat", "ad")

_ENDINGS = {"calm": "com", "come": "com", "comm": "com", "kom": "com", "orc": "org", "nett": "net", "dee": "de"}
"""What a recogniser writes for the ends of addresses."""

_UK = (["u", "k"], ["you", "k"], ["you", "kay"])
_LONGEST_ENDING_WORDS = 3

_LONGEST_DOMAIN_WORDS = 40
"""From the "at" to the last dot, when all of it is spelled. No further is looked: each "at" may begin an address.
"""

_LONGEST_ENDING_LETTERS = 24
"""`travelersinsurance` is spelled with eighteen."""


def email(words: Sequence[str], stops: Set[str] = frozenset()) -> Found[str] | None:
    """The address that was said last; None where there is no whole one.

    :param stops: words of other things, such as names of plans, no part of it unless a sign joins them.
    """
    words = _without_explanations(words)
    for place in range(len(words) - 1, -1, -1):
        if is_email_address(words[place]):
            return Found(words[place], place, place + 1)
    for separators in (_AT, _SOUNDS_LIKE_AT):
        for place in range(len(words) - 1, 0, -1):
            if words[place] in separators and (found := _around(words, place, stops)) is not None:
                return found
    return None


def _without_explanations(words: Sequence[str]) -> list[str]:
    """ "With a c" explains a letter, and is no part of what is spelled after it."""
    kept = list(words)
    for place in range(len(words) - 2):
        if words[place] == "with" and words[place + 1] in _ARTICLES and len(words[place + 2]) == 1:
            kept[place : place + 3] = [TAKEN] * 3
    return kept


def _around(words: Sequence[str], at: int, stops: Set[str]) -> Found[str] | None:
    """The address whose "at" stands at this place."""
    domain, end = _domain(words, at + 1)
    if not domain:
        return None
    local, start = local_part(words, at, stops)
    if not local:
        return None
    local, end = respelled(local, words, end)
    return Found(f"{local}@{domain}", start, end)


def _domain(words: Sequence[str], start: int) -> tuple[str, int]:
    """Its parts between dots, and the place after it; empty without a dot."""
    if start < len(words) and "." in words[start]:
        return words[start], start + 1
    last = min(len(words) - 1, start + _LONGEST_DOMAIN_WORDS)
    dots = [place for place in range(start + 1, last) if words[place] in _DOT]
    parts, begin = list[str](), start
    for dot in dots:
        part = joined(words[begin:dot], letters=True)
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
    if word == "co" and list(words[start + 1 : start + 3]) in _UK:
        return "co.uk", start + 3
    if word == "co" and words[start + 1 : start + 2] == ["uk"]:
        return "co.uk", start + 2
    if len(word) > 1:
        return _ENDINGS.get(word, word), start + 1
    letters = list(takewhile(lambda word: len(word) == 1, words[start : start + _LONGEST_ENDING_LETTERS]))
    return "".join(letters), start + len(letters)
