"""How many: a number beside the words of what is counted, or "for ten"."""

from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.numbers import numbers
from infrastructure.adapters.retrieval.understanding.slots import Slot
from infrastructure.adapters.retrieval.understanding.utterance import TAKEN, Found
from infrastructure.adapters.retrieval.words import canonical, content_words, listed

_PEOPLE = frozenset(canonical(word) for word in listed("people"))
_LEADS = frozenset(listed("before_count"))
_ENDS = frozenset([TAKEN, *listed("after_count")])
_ME_AND = frozenset([("me", "and"), ("myself", "and"), ("me", "plus"), ("myself", "plus")])
_FEW_WORDS = 4
_ONE = 1


def count(slot: Slot, words: Sequence[str], *, asked: bool = False) -> Found[int] | None:
    """The number that counts what the slot is about; the last one where several do.

    :param asked: the caller was asked for it: any number is taken.
    """
    said = [number for number in numbers(words) if number.value >= 1]
    counted = [_with_me(words, number) for number in said if _counts(slot, words, number)]
    if counted:
        return counted[-1]
    if asked and said:
        return said[-1]
    alone = [number for number in said if _stands_alone(words, number)]
    return alone[-1] if alone else None


def _counts(slot: Slot, words: Sequence[str], number: Found[int]) -> bool:
    """Whether what it counts follows it: "ten seats", "ten more people", "ten of us"."""
    if _is_ordinal_one(words, number):
        return False
    after = list(words[number.end : number.end + 3])
    if after[:1] in (["of"], ["or"]) and after[1:2] in (["us"], ["them"], ["so"]):
        return True
    things = [canonical(word) for word in after[:2] if content_words(word) or canonical(word) in slot.own_words]
    counted = slot.own_words | _PEOPLE
    return any(thing in counted for thing in things[:2]) or _named_before(slot, words, number)


def _with_me(words: Sequence[str], number: Found[int]) -> Found[int]:
    """ "Me and eleven staff" are twelve."""
    before = tuple(words[max(0, number.start - 2) : number.start])
    return Found(number.value + 1, number.start, number.end) if before in _ME_AND else number


def _named_before(slot: Slot, words: Sequence[str], number: Found[int]) -> bool:
    """ "A team of ten"."""
    before = [canonical(word) for word in words[max(0, number.start - 2) : number.start]]
    return len(before) == 2 and before[1] in {"of", "be"} and before[0] in slot.own_words | _PEOPLE


def _stands_alone(words: Sequence[str], number: Found[int]) -> bool:
    """ "Make it twelve", "and for ten?": a number that counts nothing that is named."""
    after = words[number.end] if number.end < len(words) else ""
    if after and after not in _ENDS:
        return False
    before = words[number.start - 1] if number.start else ""
    if number.value == _ONE and before not in {"for", "just", "only"}:
        return False
    return before in _LEADS or len(words) - (number.end - number.start) < _FEW_WORDS


def _is_ordinal_one(words: Sequence[str], number: Found[int]) -> bool:
    """ "The basic one" counts nothing."""
    return (
        number.value == _ONE
        and number.end - number.start == 1
        and words[number.start - 1 : number.start] == ["the"]
    )
