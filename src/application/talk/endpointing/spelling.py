"""Names and addresses, said letter by letter."""

import re
from collections.abc import Sequence

from application.talk.endpointing.pause import Opinion, Pause
from application.talk.english import words
from domain.entities.tool import Kind

_ENDINGS = words("spelling", "endings")
_ALPHABET = words("spelling", "alphabet")
_JOINTS = words("spelling", "joints")
_AT = frozenset({"at", "@"})


def opinion(pause: Pause) -> Opinion | None:
    said = pause.words
    if not said:
        return None
    if pause.asked_for is not None and pause.asked_for.kind is Kind.EMAIL:
        return _address(said)
    if said[-1] in _JOINTS:
        return Opinion.OPEN
    return Opinion.OPEN if len(said) > 1 and _is_letter(said[-1]) and _is_letter(said[-2]) else None


def _address(said: Sequence[str]) -> Opinion | None:
    if said[-1] in _ENDINGS and len(said) > 1 and said[-2] in {"dot", "."}:
        return Opinion.OVER
    return Opinion.OPEN if _is_letter(said[-1]) or said[-1] in _JOINTS or _AT.intersection(said) else None


def _is_letter(word: str) -> bool:
    return bool(re.fullmatch(r"[b-hj-z]", word)) or word in _ALPHABET
