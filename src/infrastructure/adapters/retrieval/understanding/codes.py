"""Codes of digits, however they are said: "four two one seven five", "double four", "42 1 75", "oh"."""

from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.numbers import TENS, UNITS, number_at
from infrastructure.adapters.retrieval.understanding.utterance import Found
from infrastructure.adapters.retrieval.words import listed

_DIGITS = {word: str(value) for word, value in UNITS.items()} | dict.fromkeys(("oh", "o", "nought", "naught"), "0")

_SOUNDS_LIKE = {
    "for": "4", "fore": "4", "to": "2", "too": "2", "won": "1", "ate": "8", "tree": "3", "free": "3", "sex": "6",
    "sics": "6", "fife": "5", "nein": "9", "niner": "9", "wan": "1",
}  # fmt: skip
"""What a recogniser writes for a digit; taken for one only where the code's length needs it."""

_TIMES = {"double": 2, "triple": 3, "treble": 3}
_BETWEEN = frozenset(["uh", "um", "er", "erm", "then", "and", "dash", "hyphen", "space", "comma", "like"])
_NOT_SO = frozenset(["no", "sorry", "actually", "mean", "rather", "wait", "correction"])
_AROUND_NOT_SO = frozenset(["i", "oops", "uh", "um", "it's", "is", "that's", "a", "pardon", "not", "hang", "on"])
_MEASURES = frozenset(listed("measures"))

_SHORTEST_OPEN = 2
"""A code of any length has at least so many digits: one digit alone is a count."""


_SCALED = frozenset(["hundred", "thousand"])


def code(words: Sequence[str], length: int) -> Found[str] | None:
    """The code that was said, as digits.

    :param length: how many digits it should have; 0 for any number of them. Where none fits, the longest one
        comes, for whoever asked to say how many there must be.
    """
    runs = _corrected(_runs(words, homophones=False), words, length)
    if not length:
        return max((run for run in runs if len(run.value) >= _SHORTEST_OPEN), key=_size, default=None)
    fitting = [run for run in runs if len(run.value) == length]
    if not fitting:
        fitting = [run for run in _runs(words, homophones=True) if len(run.value) == length]
    return fitting[-1] if fitting else max(runs, key=_size, default=None)


def codes(words: Sequence[str]) -> list[Found[str]]:
    """All runs of digits, of any length, in their order."""
    return _runs(words, homophones=False)


def digits_in(words: Sequence[str]) -> str:
    """All digits that were said, in their order."""
    return "".join(run.value for run in _runs(words, homophones=False))


def code_at(words: Sequence[str], place: int) -> Found[str] | None:
    """The digits that one word, or two as in "twenty five", stand for here."""
    return _piece(words, place, homophones=False) if words[place] not in {"o", "oh"} else None


def _size(run: Found[str]) -> int:
    return len(run.value)


def _runs(words: Sequence[str], *, homophones: bool) -> list[Found[str]]:
    """Digits that follow each other, but no number of euros, months or people."""
    pieces = list[Found[str]]()
    place = 0
    while place < len(words):
        piece = _piece(words, place, homophones=homophones)
        if piece is None:
            place += 1
        else:
            pieces.append(piece)
            place = piece.end
    runs = list[Found[str]]()
    for piece in pieces:
        if runs and all(word in _BETWEEN for word in words[runs[-1].end : piece.start]):
            runs[-1] = Found(runs[-1].value + piece.value, runs[-1].start, piece.end)
        else:
            runs.append(piece)
    return [run for run in runs if run.end == len(words) or words[run.end] not in _MEASURES]


def _piece(words: Sequence[str], place: int, *, homophones: bool) -> Found[str] | None:
    word = words[place]
    following = words[place + 1] if place + 1 < len(words) else ""
    if word in _TIMES and (digit := _digit(following, homophones=homophones)):
        return Found(digit * _TIMES[word], place, place + 2)
    if word in UNITS or word in TENS or word.isdigit():
        number = number_at(words, place)
        if number is not None and any(each in _SCALED for each in words[place : number.end]):
            return Found(str(number.value), place, number.end)
        if word in TENS:
            unit = _DIGITS.get(following, "") if 0 < UNITS.get(following, 0) < 10 else ""
            return Found(f"{TENS[word] // 10}{unit or 0}", place, place + 1 + bool(unit))
    digit = word if word.isdigit() else _digit(word, homophones=homophones)
    return Found(digit, place, place + 1) if digit else None


def _digit(word: str, *, homophones: bool) -> str:
    return _DIGITS.get(word, "") or (_SOUNDS_LIKE.get(word, "") if homophones else "")


def _corrected(runs: list[Found[str]], words: Sequence[str], length: int) -> list[Found[str]]:
    """Where the caller takes back within one breath ("seven six, no, five"), what is meant."""
    kept = list[Found[str]]()
    for run in runs:
        if not kept or not _takes_back(words[kept[-1].end : run.start]):
            kept.append(run)
        elif len(run.value) < len(kept[-1].value) and (not length or len(kept[-1].value) == length):
            meant = kept[-1].value[: -len(run.value)] + run.value
            kept[-1] = Found(meant, kept[-1].start, run.end)
        elif length and len(run.value) + len(kept[-1].value) - 1 == length:
            kept[-1] = Found(kept[-1].value[:-1] + run.value, kept[-1].start, run.end)
        else:
            kept[-1] = Found(run.value, kept[-1].start, run.end)
    return kept


def _takes_back(between: Sequence[str]) -> bool:
    return any(word in _NOT_SO for word in between) and all(word in _NOT_SO | _AROUND_NOT_SO for word in between)
