"""What speaks for a tool: how like its examples the words are, and what of its arguments they give."""

import itertools
import math
from collections.abc import Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding.masking import mask
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset
from infrastructure.adapters.retrieval.understanding.acts import acts
from infrastructure.adapters.retrieval.understanding.descriptions import is_described
from infrastructure.adapters.retrieval.understanding.filling import Given, fill
from infrastructure.adapters.retrieval.understanding.slots import Slot, SlotKind
from infrastructure.adapters.retrieval.question import named_in
from infrastructure.adapters.retrieval.understanding.utterance import words_of
from infrastructure.adapters.retrieval.words import canonical, content_words, is_circumstance

FEATURES = (
    "bias", "nearest", "near", "words", "both", "unknown", "covered", "known_elsewhere", "names", "code", "half", "agrees",
    "asks_otherwise", "other_question", "not_wanted", "wants", "of_each", "unknown_name",
)  # fmt: skip

_OTHER_QUESTIONS = ("way", "time", "place", "reason", "number")
_ABOUT_ASKING = frozenset(["time", "place", "may", "number", "amount", "whether", "reason", "state"])
_CIRCUMSTANCE_COUNTS = 0.35
_UNSAID = 0.5
"""For words that name nothing: "can you send someone"."""

_ONE_MORE = frozenset(
    canonical(word) for word in ("another", "additional", "extra", "further", "each", "per", "every")
)
_WANTING = frozenset(["request", "may", "ability", "fault"])
_VERB_COUNTS = 0.3
_MOSTLY = 0.6
_LIKE_AN_EXAMPLE = 0.65
_ONLY_SAID = frozenset(["said"])


def evidence(
    toolset: Toolset, tool: BoundTool, text: str, meaning: Meaning, known: Set[str]
) -> tuple[NDArray[np.float64], Given]:
    """The features of one tool, in the order of `FEATURES`, and the arguments that the words give.

    :param known: content words that the tools or the passages have; others speak for something unknown.
    """
    masked = mask(text, toolset.names)
    in_order = meaning.alike(masked, tool.texts)
    alike = sorted(in_order, reverse=True)
    words = set(content_words(masked)) - tool.neutral
    shared = [_shared(words, others, toolset) for others in tool.subjects]
    given = fill(tool.slots, text, meaning)
    kinds = acts(text)
    requested = tool.kinds.get("request", 0.0) + tool.kinds.get("may", 0.0) + tool.kinds.get("ability", 0.0)
    return np.array(
        [
            1.0,
            alike[0] if alike else 0.0,
            sum(alike[:3]) / max(1, len(alike[:3])),
            max(shared, default=0.0),
            max((one * max(0.0, likeness) for one, likeness in zip(shared, in_order, strict=False)), default=0.0),
            _unknown(words, _verbs(masked), toolset, known),
            _covered(words, tool, toolset, known) if words else _UNSAID * float(kinds != _ONLY_SAID),
            _elsewhere(words, tool, toolset, known),
            float(any(_speaks_for_it(slot, tool) and slot.name in given for slot in tool.slots)),
            max((_of_code(slot, given, text) for slot in tool.slots), default=0.0),
            _half(tool, given),
            sum(tool.kinds.get(kind, 0.0) for kind in kinds) / max(1, len(kinds)),
            sum(max(0.0, 0.5 - tool.kinds.get(kind, 0.0)) for kind in kinds & _ABOUT_ASKING),
            float(any(kind in kinds and not tool.kinds.get(kind) for kind in _OTHER_QUESTIONS)),
            float(requested >= _MOSTLY and not kinds & _WANTING and max(in_order, default=0.0) < _LIKE_AN_EXAMPLE),
            float("request" in kinds) * min(1.0, requested),
            _of_each(tool, text),
            float(any(word not in known and not toolset.used_by.get(word) for word in named_in(masked))),
        ]
    ), given


def _rarity(word: str, toolset: Toolset) -> float:
    weight = math.log(1 + len(toolset.tools) / max(1, toolset.used_by.get(word, 0)))
    return weight * (_CIRCUMSTANCE_COUNTS if is_circumstance(word) and not toolset.used_by.get(word) else 1)


def _shared(words: Set[str], others: Set[str], toolset: Toolset) -> float:
    """How far two sets of words are the same, rare words counting most: from 0 to 1."""
    if not words or not others:
        return 0.0
    both = sum(_rarity(word, toolset) for word in words & others)
    return 2 * both / sum(_rarity(word, toolset) for each in (words, others) for word in each)


def _covered(words: Set[str], tool: BoundTool, toolset: Toolset, known: Set[str]) -> float:
    """The share of the words that the tool knows."""
    weights: Mapping[str, float] = {
        word: _rarity(word, toolset) for word in words if not (is_circumstance(word) and word not in known)
    }
    whole = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in tool.words) / whole if whole else _UNSAID


def _elsewhere(words: Set[str], tool: BoundTool, toolset: Toolset, known: Set[str]) -> float:
    """The share of the words that the tool does not know, and the passages or other tools do."""
    weights = {word: _rarity(word, toolset) for word in words}
    elsewhere = [
        weight
        for word, weight in weights.items()
        if word not in tool.words and (word in known or toolset.used_by.get(word))
    ]
    return sum(elsewhere) / sum(weights.values()) if weights else 0.0


def _speaks_for_it(slot: Slot, tool: BoundTool) -> bool:
    """A plan that is named, or a problem that is described to a tool that is about problems."""
    return slot.kind is SlotKind.CHOICE and (not is_described(slot) or slot.name in tool.about)


def _of_code(slot: Slot, given: Given, text: str) -> float:
    """1 for a code that is called by its name; less for one of the length that is wanted, or of any length."""
    if slot.kind is not SlotKind.DIGITS or slot.name not in given:
        return 0.0
    if slot.said_name in text.lower():
        return 1.0
    return 0.8 if slot.digits and len(str(given[slot.name].value)) == slot.digits else 0.3


def _unknown(words: Set[str], verbs: Set[str], toolset: Toolset, known: Set[str]) -> float:
    """The share of the words that neither a tool nor a passage has: pizza, gold, football."""
    subjects = [word for word in words if not is_circumstance(word)]
    strange = [word for word in subjects if word not in known and not toolset.used_by.get(word)]
    weight = sum(_VERB_COUNTS if word in verbs else 1.0 for word in strange)
    return weight / len(subjects) if subjects else 0.0


def _verbs(text: str) -> frozenset[str]:
    """Words that by their form are more likely verbs: they name no subject."""
    return frozenset(canonical(word) for word in words_of(text) if word.endswith(("ed", "ing")))


def _of_each(tool: BoundTool, text: str) -> float:
    """Whether one more is asked for, and not a number of them: "another seat"."""
    forms = [canonical(word) for word in words_of(text)]
    counts = {canonical(slot.name) for slot in tool.slots if slot.kind is SlotKind.COUNT}
    return float(any(one in _ONE_MORE and other in counts for one, other in itertools.pairwise(forms)))


def _half(tool: BoundTool, given: Given) -> float:
    """1 where one of two arguments of one kind is given, a comparison with nothing; -1 where both are."""
    for one, other in itertools.combinations(tool.slots, 2):
        if one.kind is SlotKind.CHOICE and list(one.choices) == list(other.choices):
            number = (one.name in given) + (other.name in given)
            return {0: 0.0, 1: 1.0, 2: -1.0}[number]
    return 0.0


def names_in(features: Sequence[float]) -> Mapping[str, float]:
    """The features by their names."""
    return dict(zip(FEATURES, features, strict=True))
