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
from infrastructure.adapters.retrieval.understanding.filling import Given, fill
from infrastructure.adapters.retrieval.understanding.slots import SlotKind
from infrastructure.adapters.retrieval.question import named_in
from infrastructure.adapters.retrieval.words import content_words, is_circumstance

FEATURES = (
    "bias", "nearest", "near", "words", "covered", "known_elsewhere", "names", "code", "half", "agrees",
    "asks_otherwise", "how_to", "wants", "unknown_name",
)  # fmt: skip

_ABOUT_ASKING = frozenset(["time", "place", "may", "number", "amount", "whether", "reason", "state"])
_CIRCUMSTANCE_COUNTS = 0.35


def evidence(
    toolset: Toolset, tool: BoundTool, text: str, meaning: Meaning, known: Set[str]
) -> tuple[NDArray[np.float64], Given]:
    """The features of one tool, in the order of `FEATURES`, and the arguments that the words give.

    :param known: content words that the tools or the passages have; others speak for something unknown.
    """
    masked = mask(text, toolset.names)
    alike = sorted(meaning.alike(masked, tool.texts), reverse=True)
    words = set(content_words(masked))
    given = fill(tool.slots, text, meaning)
    kinds = acts(text)
    requested = tool.kinds.get("request", 0) + tool.kinds.get("said", 0)
    return np.array(
        [
            1.0,
            alike[0] if alike else 0.0,
            sum(alike[:3]) / max(1, len(alike[:3])),
            max((_shared(words, set(content_words(example)), toolset) for example in tool.texts), default=0.0),
            _covered(words, tool, toolset, known),
            _elsewhere(words, tool, toolset, known),
            float(any(slot.kind is SlotKind.CHOICE and slot.name in given for slot in tool.slots)),
            float(any(slot.kind is SlotKind.DIGITS and slot.name in given for slot in tool.slots)),
            _half(tool, given),
            sum(tool.kinds.get(kind, 0.0) for kind in kinds) / max(1, len(kinds)),
            sum(max(0.0, 0.5 - tool.kinds.get(kind, 0.0)) for kind in kinds & _ABOUT_ASKING),
            float("way" in kinds and not tool.kinds.get("way")),
            float("request" in kinds) * min(1.0, requested),
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
    return sum(weight for word, weight in weights.items() if word in tool.words) / whole if whole else 0.0


def _elsewhere(words: Set[str], tool: BoundTool, toolset: Toolset, known: Set[str]) -> float:
    """The share of the words that the tool does not know, and the passages do."""
    weights = {word: _rarity(word, toolset) for word in words}
    whole = sum(weights.values())
    return sum(weight for word, weight in weights.items() if word in known - tool.words) / whole if whole else 0.0


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
