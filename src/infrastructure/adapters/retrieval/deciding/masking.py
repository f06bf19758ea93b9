"""Utterances without what is only a value: "what does plus cost" and "what does pro cost" ask the same."""

from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.choices import named
from infrastructure.adapters.retrieval.understanding.codes import codes
from infrastructure.adapters.retrieval.understanding.descriptions import is_described
from infrastructure.adapters.retrieval.understanding.emails import email
from infrastructure.adapters.retrieval.understanding.numbers import numbers
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_SHORTEST_CODE = 3
_SOME_NUMBER = "ten"


def names_of(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """Those slots whose choices are names, each list of names once."""
    named_slots = [slot for slot in slots if slot.kind is SlotKind.CHOICE and not is_described(slot)]
    return tuple({tuple(slot.choices): slot for slot in named_slots}.values())


def mask(text: str, names: Sequence[Slot]) -> str:
    """Every name as the first of its list; no codes, and no addresses."""
    words = words_of(text)
    replaced = dict[int, str]()
    for number in numbers(words):
        if number.value > 1:
            replaced |= _put(number.start, number.end, _SOME_NUMBER)
    address = email(words)
    if address is not None:
        replaced |= _put(address.start, address.end, "email")
    for run in codes(words):
        if len(run.value) >= _SHORTEST_CODE:
            replaced |= _put(run.start, run.end, "")
    for slot in names:
        for found in named(slot, words):
            replaced |= _put(found.start, found.end, next(iter(slot.choices)))
    return " ".join(filter(None, (replaced.get(place, word) for place, word in enumerate(words))))


def _put(start: int, end: int, word: str) -> dict[int, str]:
    return {start: word} | dict.fromkeys(range(start + 1, end), "")
