"""Yes and no: as an answer, and whether something that may hold was said to hold."""

import re
from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.slots import Slot
from infrastructure.adapters.retrieval.understanding.utterance import Found, places_of
from infrastructure.adapters.retrieval.words import canonical, flags, tokens

_YES = re.compile(
    r"^(well |oh |um |uh |er )*(yes|yeah|yep|yup|yea|sure|of course|correct|right|exactly|indeed|it is|it does"
    r"|i do|i am|they are|please do|that's right|absolutely|definitely|certainly|go ahead|aye|(ok|okay|fine)$)\b"
)
_NO = re.compile(
    r"^(well |oh |um |uh |er )*(no|nope|nah|not|never|negative|it isn't|it is not|it's not|it doesn't|it does not"
    r"|i don't|i do not|i'm not|they aren't|none|nothing)\b"
)
_PLAINLY = re.compile(r"^(well |oh |um |uh |er )*(yes|yeah|yep|yup|no|nope|nah)\b")
_NOT = frozenset(
    ["not", "no", "never", "without", "isn't", "aren't", "don't", "doesn't", "instead", "neither", "nor"]
)
_REACH = 3
"""How many words a "not" may stand before what it denies."""

_FAR = 5


def yes_or_no(text: str) -> bool | None:
    """What an answer that begins with yes or no says; None when it does not."""
    plain = " ".join(tokens(text))
    if _NO.match(plain):
        return False
    return True if _YES.match(plain) else None


def is_plain(text: str) -> bool:
    """Whether it begins with a yes or no itself."""
    return bool(_PLAINLY.match(" ".join(tokens(text))))


def is_denied(words: Sequence[str], place: int) -> bool:
    """Whether a "not" stands shortly before."""
    return any(word in _NOT for word in words[max(0, place - _REACH) : place])


def stated(slot: Slot, words: Sequence[str], *, asked: bool = False) -> Found[bool] | None:
    """Whether what the slot is about was said to hold, or not to; None when the words are not about it.

    :param asked: the caller was asked about it: a yes or no is taken.
    """
    found = _said(_ways(slot, against=False), words, _not_after(slot))
    if found is not None:
        return found
    answer = yes_or_no(" ".join(words)) if asked else None
    return Found(answer, 0, 1) if answer is not None else None


def denied(slot: Slot, words: Sequence[str]) -> Found[bool] | None:
    """Whether the opposite of it was said."""
    found = _said(_ways(slot, against=True), words)
    return Found(not found.value, found.start, found.end) if found is not None else None


def _said(
    ways: Sequence[tuple[str, ...]], words: Sequence[str], not_after: frozenset[str] = frozenset()
) -> Found[bool] | None:
    forms = [canonical(word) for word in words]
    for way in ways:
        for place in places_of(way, forms):
            if not_after.intersection(words[max(0, place - _FAR) : place]):
                continue
            return Found(not is_denied(words, place), place, place + len(way))
    return None


def _not_after(slot: Slot) -> frozenset[str]:
    name = _name(slot)
    return frozenset[str]().union(*(flag.not_after for flag in flags() if flag.name == name))


def _name(slot: Slot) -> tuple[str, ...]:
    return tuple(canonical(word) for word in tokens(slot.said_name))


def _ways(slot: Slot, *, against: bool) -> list[tuple[str, ...]]:
    """The phrases that stand for the slot, longest first: its name, and what English has for it."""
    name = _name(slot)
    found = [] if against else [name]
    for flag in flags():
        if flag.name == name:
            found += flag.against if against else flag.ways
    return sorted(found, key=len, reverse=True)
