"""Which of some described things is meant: "the line drops every ten minutes" is a connection that drops."""

from collections.abc import Sequence, Set

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.understanding.slots import Slot
from infrastructure.adapters.retrieval.understanding.utterance import Found
from infrastructure.adapters.retrieval.words import content_words

_ENOUGH = 0.62
_ENOUGH_WHEN_ASKED = 0.45
_WORDS_COUNT = 0.45
"""What shared words are worth against likeness of meaning."""


def is_described(slot: Slot) -> bool:
    """Whether its choices are things that callers describe, and not names that they say."""
    return is_step(slot) or any("_" in choice for choice in slot.choices)


def is_step(slot: Slot) -> bool:
    """Whether it asks how a step went: its choices are ways to answer, a yes and a no among them."""
    return {"yes", "no"} <= slot.choices.keys()


def ways_of(slot: Slot) -> list[str]:
    """All ways to say or to describe one of the choices."""
    return [way for choice, ways in slot.choices.items() for way in (choice.replace("_", " "), *ways)]


def described(slot: Slot, words: Sequence[str], meaning: Meaning, *, asked: bool = False) -> Found[str] | None:
    """The choice whose descriptions are nearest; None when none is near."""
    if not is_described(slot):
        return None
    choice, likeness = nearest(slot, " ".join(words), meaning)
    if likeness < (_ENOUGH_WHEN_ASKED if asked else _ENOUGH):
        return None
    return Found(choice, 0, len(words))


def nearest(slot: Slot, text: str, meaning: Meaning) -> tuple[str, float]:
    """The choice that a text is nearest to, and how near, from 0 to 1."""
    said = [(choice, way) for choice, ways in slot.choices.items() for way in (choice.replace("_", " "), *ways)]
    alike = meaning.alike(text, [way for _, way in said])
    words = set(content_words(text))
    scores = [_score(words, way, likeness) for (_, way), likeness in zip(said, alike, strict=True)]
    best = max(range(len(said)), key=lambda place: scores[place])
    return said[best][0], scores[best]


def _score(words: Set[str], way: str, likeness: float) -> float:
    """By meaning alone where a way, such as "what next", has no word of its own."""
    others = set(content_words(way))
    if not others:
        return likeness
    return (1 - _WORDS_COUNT) * likeness + _WORDS_COUNT * len(words & others) / len(others)
