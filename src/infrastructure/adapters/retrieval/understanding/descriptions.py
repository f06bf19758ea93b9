"""Which of some described things is meant: "the line drops every ten minutes" is a connection that drops."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.understanding.slots import Slot
from infrastructure.adapters.retrieval.understanding.utterance import Found
from infrastructure.adapters.retrieval.words import content_words

_ENOUGH = 0.43
_ENOUGH_WHEN_ASKED = 0.3
_WORDS_COUNT = 0.45
"""What shared words are worth against likeness of meaning."""

_NEAREST_FEW = 2
"""Of a choice's descriptions, how many count: one may be near by chance."""


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
    """The choice that a text is nearest to, and how near, from 0 to 1: its nearest descriptions count."""
    ways = _ways(tuple(slot.choices.items()))
    alike = meaning.alike(text, [each.text for each in ways.all])
    words = frozenset(content_words(text))
    scores = dict[str, list[float]]()
    for way, likeness in zip(ways.all, alike, strict=True):
        scores.setdefault(way.choice, []).append(ways.score(words, way, likeness))
    best = {choice: sorted(own, reverse=True)[:_NEAREST_FEW] for choice, own in scores.items()}
    likely = {choice: sum(own) / len(own) for choice, own in best.items()}
    choice = max(likely, key=lambda each: likely[each])
    return choice, likely[choice]


@dataclass(frozen=True)
class _Way:
    choice: str
    text: str
    words: frozenset[str]


@dataclass(frozen=True)
class _Ways:
    """All descriptions of a slot's choices."""

    all: tuple[_Way, ...]

    @cached_property
    def _rarities(self) -> Mapping[str, float]:
        """What a word tells: the more, the fewer choices are described with it."""
        choices = {way.choice for way in self.all}
        users = Counter(
            word
            for choice in choices
            for word in frozenset[str]().union(*(way.words for way in self.all if way.choice == choice))
        )
        return {word: math.log(1 + len(choices) / number) for word, number in users.items()}

    def score(self, words: Set[str], way: _Way, likeness: float) -> float:
        """By meaning alone where a way, such as "what next", has no word of its own."""
        if not way.words:
            return likeness
        both = self._told(words & way.words)
        return (1 - _WORDS_COUNT) * likeness + _WORDS_COUNT * 2 * both / (
            self._told(words) + self._told(way.words)
        )

    def _told(self, words: Set[str]) -> float:
        strange = math.log(1 + len({way.choice for way in self.all}))
        return sum(self._rarities.get(word, strange) for word in words)


@lru_cache(64)
def _ways(choices: tuple[tuple[str, tuple[str, ...]], ...]) -> _Ways:
    return _Ways(
        tuple(
            _Way(choice, way, frozenset(content_words(way)))
            for choice, ways in choices
            for way in (choice.replace("_", " "), *ways)
        )
    )
