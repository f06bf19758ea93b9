"""Codes, read out digit by digit: a postcode, the number of an order."""

import re
from collections.abc import Sequence

from application.talk.endpointing.pause import Opinion, Pause
from application.talk.english import ENGLISH, any_of, words
from domain.entities.tool import Kind

_DIGITS = words("read_out", "digits")
_REPEATS: dict[str, int] = ENGLISH["read_out"]["repeats"]

_CONSENT = re.compile(any_of("read_out", "consent"))
"""Who is asked for a code and says that, is about to say the code."""

_SHORTEST_CODE = 4
"""Digits. Nobody makes shorter ones, for they would be guessed."""

_LONG_CODE = 6
"""Most codes that are read out have no more."""

_LEAST = 3
"""Of digits in a row, when nobody asked for any: "two" may be a number of anything."""


def opinion(pause: Pause) -> Opinion | None:
    said, asked = digits_at_end(pause.words), pause.asked_for
    if asked is None or asked.kind is not Kind.DIGITS:
        return _unmeasured(said) if said >= _LEAST else None
    if not said:
        return Opinion.OPEN if _CONSENT.fullmatch(" ".join(pause.words)) else None
    if asked.digits:
        return Opinion.OPEN if said < asked.digits else Opinion.OVER
    return _unmeasured(said)


def _unmeasured(said: int) -> Opinion:
    """Of a code whose length nobody knows."""
    if said < _SHORTEST_CODE:
        return Opinion.OPEN
    return Opinion.DOUBTFUL if said < _LONG_CODE else Opinion.WHOLE


def digits_at_end(said: Sequence[str]) -> int:
    """How many digits are read out at the end of the words."""
    count, place = 0, len(said)
    while place and (digits := _digits_of(said[place - 1])):
        place -= 1
        times = _REPEATS.get(said[place - 1], 1) if place else 1
        count += digits * times
        place -= times > 1
    return count


def _digits_of(word: str) -> int:
    return len(word) if word.isdigit() else int(word in _DIGITS)
