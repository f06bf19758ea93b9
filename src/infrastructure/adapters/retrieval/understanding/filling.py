"""What an utterance says of each thing that a tool asks for."""

from collections.abc import Mapping, Sequence

from domain.entities.tool import Value
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.understanding.choices import named
from infrastructure.adapters.retrieval.understanding.codes import code
from infrastructure.adapters.retrieval.understanding.counts import count
from infrastructure.adapters.retrieval.understanding.descriptions import described, is_described, is_step
from infrastructure.adapters.retrieval.understanding.emails import email
from infrastructure.adapters.retrieval.understanding.polarity import denied, stated
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.understanding.texts import text as text_in
from infrastructure.adapters.retrieval.understanding.utterance import TAKEN, Found, words_of
from infrastructure.adapters.retrieval.words import canonical

_FIRST_TO_LAST = (
    SlotKind.EMAIL,
    SlotKind.DIGITS,
    SlotKind.CHOICE,
    SlotKind.COUNT,
    SlotKind.YES_NO,
    SlotKind.TEXT,
)
"""What is hard to mistake comes first; its words are not looked at again."""

_SHORTEST_PART_OF_CODE = 3

Given = Mapping[str, Found[Value]]


def fill(slots: Sequence[Slot], text: str, meaning: Meaning, *, asked: str = "") -> Given:
    """What was given, by the slots' names. Nothing is guessed: what was not said is left out.

    :param asked: the slot that the caller was asked for just now: words that fit it loosely are taken for it.
    """
    words = words_of(text)
    given = dict[str, Found[Value]]()
    for kind in _FIRST_TO_LAST:
        for slot in sorted(
            (one for one in slots if one.kind is kind and not is_step(one)), key=lambda one: _rank(one, asked)
        ):
            found = _found(slot, words, meaning, asked=slot.name == asked, others=slots)
            if found is not None:
                given[slot.name] = found
                words = [TAKEN if found.start <= at < found.end else word for at, word in enumerate(words)]
    for slot in slots:
        opposite = denied(slot, words) if slot.kind is SlotKind.YES_NO and slot.name not in given else None
        if opposite is not None:
            given[slot.name] = Found(opposite.value, opposite.start, opposite.end)
    return given


def _rank(slot: Slot, asked: str) -> tuple[bool, int]:
    """The one that was asked for first, then codes with more digits."""
    return slot.name != asked, -slot.digits


def _found(
    slot: Slot, words: Sequence[str], meaning: Meaning, *, asked: bool, others: Sequence[Slot]
) -> Found[Value] | None:
    match slot.kind:
        case SlotKind.EMAIL:
            return _value(email(words, _names(others)))
        case SlotKind.DIGITS:
            return _value(_code(slot, words, others, asked=asked))
        case SlotKind.CHOICE:
            if is_described(slot):
                return _value(described(slot, words, meaning, asked=asked))
            return _value(next(iter(_meant(named(slot, words, asked=asked), words)), None))
        case SlotKind.COUNT:
            return _value(count(slot, words, asked=asked))
        case SlotKind.TEXT:
            return _value(text_in(words, asked=asked))
        case _:
            return _value(stated(slot, words, asked=asked))


def _meant(found: Sequence[Found[str]], words: Sequence[str]) -> Sequence[Found[str]]:
    """Without what was said not to be meant, where something else was: "not Monday, Friday"."""
    return [one for one in found if words[one.start - 1 : one.start] != ["not"]] or found


def _value(found: Found[str] | Found[int] | Found[bool] | None) -> Found[Value] | None:
    return None if found is None else Found(found.value, found.start, found.end)


def _code(slot: Slot, words: Sequence[str], others: Sequence[Slot], *, asked: bool) -> Found[str] | None:
    """A code that has the right length, or that was meant to be one: asked for, or named."""
    found = code(words, slot.digits)
    if found is None or len(found.value) == slot.digits:
        return found
    if not slot.digits and (asked or _is_named(slot, words) or len(found.value) >= _SHORTEST_PART_OF_CODE):
        return found
    elsewhere = any(other.digits == len(found.value) for other in others if other is not slot)
    meant = asked or (_is_named(slot, words) and len(found.value) >= _SHORTEST_PART_OF_CODE)
    return found if meant and not elsewhere and slot.digits else None


def _is_named(slot: Slot, words: Sequence[str]) -> bool:
    return any(canonical(word) in slot.own_words for word in words)


def _names(slots: Sequence[Slot]) -> set[str]:
    """The words that name the other arguments, and what they may be."""
    named = (name for slot in slots for name in (slot.said_name, *slot.choices))
    return {word for name in named for word in words_of(name)}
