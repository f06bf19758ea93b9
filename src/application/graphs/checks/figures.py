"""The figures of a text, whatever way they are written: "39", "thirty-nine" and "3 9" can be compared."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from application.graphs.checks.english import listed

_UNITS = listed("units")
_TENS = listed("tens")
_ORDINALS = listed("ordinals")
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_NAMES = frozenset(listed("names"))
_VAGUE = frozenset(listed("vague"))
_COUNTED = frozenset(listed("counted"))
_MONEY = frozenset(listed("money"))
_VALUES = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
    "oh": 0,
}

_TOKEN = re.compile(r"[^\s\u2013\u2014/-]+")
_PRICE = re.compile(r"(?:[€$£]|\beur\b)\s?(\d[\d,.]*)|(\d[\d,.]{0,30})\s?(?:[€$£]|eur\b)", re.IGNORECASE)
_EACH = frozenset(["a", "an", "per", "each", "every"])
_SHARE = re.compile(r"(\d)\s?%")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_EDGE = ".,;:!?\"'()[]“”’€$£%"


def words_of(text: str) -> list[str]:
    """Tokens as they are compared: lower case, without what stands around them."""
    return [token.strip(_EDGE).lower() for token in _TOKEN.findall(text)]


def is_figure(word: str) -> bool:
    """Whether a word, as `words_of` gives it, belongs to a figure."""
    return (
        any(character.isdigit() for character in word)
        or word in _VALUES
        or word in _SCALES
        or word in _ORDINALS
        or word in _NAMES
    )


def figures(text: str) -> set[str]:
    """Every figure of a text in one form. Small words of number count only where something is counted by them."""
    return {figure for run, follows, _ in _runs(text) for figure in _of_run(run, follows)}


def amounts(text: str) -> set[str]:
    """The figures among them that are money, or a share of it."""
    return {
        figure
        for run, follows, then in _runs(text)
        if follows in _MONEY or (follows in _EACH and then in _COUNTED)
        for figure in _of_run(run, follows)
    }


def _runs(text: str) -> Iterator[tuple[list[str], str, str]]:
    """The words of number that stand side by side, and the two words behind them."""
    words = words_of(_SHARE.sub(r"\1 percent", _PRICE.sub(lambda found: f"{found[1] or found[2]} euros", text)))
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and (is_figure(words[end]) or _joins(words, end)):
            end += 1
        if end > at:
            run = [word for word in words[at:end] if word != "and"]
            follows, then, *_ = [*words[end : end + 2], "", ""]
            yield run, follows, then
        at = max(end, at + 1)


def _joins(words: list[str], at: int) -> bool:
    """The "and" of "one hundred and five"."""
    return words[at] == "and" and 0 < at < len(words) - 1 and words[at - 1] in _SCALES and words[at + 1] in _VALUES


def evidence(texts: Iterable[str]) -> frozenset[str]:
    """All figures that texts hold, and those that their runs of single digits spell."""
    found = set[str]()
    for text in texts:
        words = words_of(text)
        found |= figures(text)
        found |= {value for word in words if (value := _single(word)) is not None}
        found |= {number.replace(",", "") for number in _NUMBER.findall(text)}
    return frozenset(found)


def _of_run(run: list[str], follows: str) -> set[str]:
    """The figures of words that stand side by side."""
    if len(run) <= 2 and _VAGUE.issuperset(run) and follows not in _COUNTED:
        return set()
    found = set[str]()
    for spelled, words in groupby(run, key=lambda word: _digit(word) is not None):
        part = list(words)
        if spelled and len(part) > 2:
            found.add("".join(_digit(word) or "" for word in part))
            run = _without(run, part)
    return found | _counted(run)


def _without(run: list[str], part: list[str]) -> list[str]:
    at = next(start for start in range(len(run)) if run[start : start + len(part)] == part)
    return [*run[:at], *run[at + len(part) :]]


def _counted(run: list[str]) -> set[str]:
    """Numbers as they are counted, where words of number that follow each other make one."""
    found = set[str]()
    spoken = list[str]()
    for word in [*run, ""]:
        if word in _VALUES or word in _SCALES:
            spoken.append(word)
            continue
        if spoken:
            found.add(str(_value(spoken)))
            spoken = []
        if word:
            found |= _plain(word)
    return found


def _plain(word: str) -> set[str]:
    if word in _ORDINALS:
        return {str(_ORDINALS.index(word) + 1)}
    if word in _NAMES:
        return {word}
    return {number.replace(",", "") for number in _NUMBER.findall(word)}


def _value(words: list[str]) -> int:
    """ "one thousand two hundred and five" as a number."""
    whole, part = 0, 0
    for word in words:
        scale = _SCALES.get(word)
        if scale is None:
            part += _VALUES[word]
        elif scale == 100:
            part = max(1, part) * scale
        else:
            whole, part = whole + max(1, part) * scale, 0
    return whole + part


def _digit(word: str) -> str | None:
    if len(word) == 1 and word.isdigit():
        return word
    value = _VALUES.get(word)
    return str(value) if value is not None and value < 10 else None


def _single(word: str) -> str | None:
    if word in _ORDINALS:
        return str(_ORDINALS.index(word) + 1)
    value = _VALUES.get(word)
    return None if value is None else str(value)
