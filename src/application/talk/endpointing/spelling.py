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
_MAIL = frozenset({"mail", "email", "e-mail"})

_SHORTEST_SENTENCE = 2
"""Words: who is asked for an address and says as many has begun to say it."""


def opinion(pause: Pause) -> Opinion | None:
    said = pause.words
    if not said:
        return None
    if pause.asked_for is not None and pause.asked_for.kind is Kind.EMAIL:
        return _address(said)
    if said[-1] in _JOINTS:
        return Opinion.OPEN
    if _MAIL.intersection(said) and _JOINTS.intersection(said):
        return None if _has_ending(said) else Opinion.OPEN
    if _is_letter(said[-1]):
        return Opinion.OPEN if len(said) == 1 or _is_letter(said[-2]) else None
    return None


def _address(said: Sequence[str]) -> Opinion | None:
    if _has_ending(said):
        return Opinion.OVER
    parts = _JOINTS.union(_AT).intersection(said)
    return Opinion.OPEN if parts or _is_letter(said[-1]) or len(said) <= _SHORTEST_SENTENCE else None


def _has_ending(said: Sequence[str]) -> bool:
    return said[-1] in _ENDINGS and len(said) > 1 and said[-2] in {"dot", "."}


def _is_letter(word: str) -> bool:
    return bool(re.fullmatch(r"[b-hj-z]", word)) or word in _ALPHABET
