"""Numbers in words or figures: "ten", "twenty five", "a dozen", "120"."""

from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.utterance import Found
from infrastructure.adapters.retrieval.words import listed

UNITS = {word: value for value, word in enumerate(listed("units"))}
TENS = {word: 10 * value for value, word in enumerate(listed("tens"), start=2)}
_SCALES = {"hundred": 100, "thousand": 1000}
_FEW = {"dozen": 12, "couple": 2, "pair": 2}
_LARGEST_FIGURE = 9
"""Figures longer than a thousand million are codes."""


def numbers(words: Sequence[str]) -> list[Found[int]]:
    """All whole numbers, in their order. "Two three" are two numbers."""
    found = list[Found[int]]()
    place = 0
    while place < len(words):
        number = number_at(words, place)
        if number is None:
            place += 1
        else:
            found.append(number)
            place = number.end
    return found


def number_at(words: Sequence[str], place: int) -> Found[int] | None:
    """The number that begins here; None when none does."""
    if words[place] in _FEW:
        return _few_at(words, place)
    below = _below_hundred(words, place)
    start = place
    if below is None:
        if words[place] != "a" or words[place + 1 : place + 2] not in (["hundred"], ["thousand"]):
            return None
        below = Found(1, place, place + 1)
    if below.end < len(words) and words[below.end] in _FEW:
        return Found(below.value * _FEW[words[below.end]], start, below.end + 1)
    total, current, place = 0, below.value, below.end
    while place < len(words):
        if words[place] in _SCALES:
            scale = _SCALES[words[place]]
            total, current = (total + current * scale, 0) if scale == 1000 else (total, current * scale)
            place += 1
            continue
        after_scale = words[place - 1] in _SCALES
        skip = int(words[place] == "and")
        rest = _below_hundred(words, place + skip) if after_scale and place + skip < len(words) else None
        if rest is None:
            break
        current, place = current + rest.value, rest.end
    return Found(total + current, start, place)


def _few_at(words: Sequence[str], place: int) -> Found[int]:
    before = list(words[max(0, place - 2) : place])
    if before == ["half", "a"]:
        return Found(_FEW[words[place]] // 2, place - 2, place + 1)
    return Found(_FEW[words[place]], place - int(before[-1:] == ["a"]), place + 1)


def _below_hundred(words: Sequence[str], place: int) -> Found[int] | None:
    word = words[place]
    if word.isdigit() and len(word) <= _LARGEST_FIGURE:
        return Found(int(word), place, place + 1)
    if word in UNITS:
        return Found(UNITS[word], place, place + 1)
    if word not in TENS:
        return None
    unit = UNITS.get(words[place + 1], 0) if place + 1 < len(words) else 0
    return Found(TENS[word] + unit, place, place + 2) if 0 < unit < 10 else Found(TENS[word], place, place + 1)
