"""How much of some words a tool knows; rare words say most."""

from collections.abc import Set

from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset
from infrastructure.adapters.retrieval.understanding.utterance import words_of
from infrastructure.adapters.retrieval.words import canonical, is_circumstance

_VERB_COUNTS = 0.3
"""A strange verb against a strange thing: "processed" against "pizza"."""

_NOTHING_TO_COVER = 0.5


def shared(words: Set[str], others: Set[str], toolset: Toolset) -> float:
    """How far two sets of words are the same: from 0 to 1."""
    if not words or not others:
        return 0.0
    common = words & others
    if not common:
        return 0.0
    both = sum(map(toolset.rarity, common))
    return 2 * both / (sum(map(toolset.rarity, words)) + sum(map(toolset.rarity, others)))


def covered(words: Set[str], tool: BoundTool, toolset: Toolset, known: Set[str]) -> float:
    """The share of the words that the tool knows."""
    weights = {word: toolset.rarity(word) for word in words if not (is_circumstance(word) and word not in known)}
    whole = sum(weights.values())
    if not whole:
        return _NOTHING_TO_COVER
    return sum(weight for word, weight in weights.items() if word in tool.words) / whole


def known_elsewhere(words: Set[str], tool: BoundTool, toolset: Toolset, known: Set[str]) -> float:
    """The share of the words that the tool does not know, and the passages or other tools do."""
    weights = {word: toolset.rarity(word) for word in words}
    elsewhere = [
        weight
        for word, weight in weights.items()
        if word not in tool.words and (word in known or word in toolset.used_by)
    ]
    return sum(elsewhere) / sum(weights.values()) if weights else 0.0


def unknown(words: Set[str], text: str, toolset: Toolset, known: Set[str]) -> float:
    """The share of the words that neither a tool nor a passage has: pizza, gold, football."""
    subjects = [word for word in words if not is_circumstance(word)]
    strange = [word for word in subjects if word not in known and word not in toolset.used_by]
    verbs = {canonical(word) for word in words_of(text) if word.endswith(("ed", "ing"))} if strange else set[str]()
    weight = sum(_VERB_COUNTS if word in verbs else 1.0 for word in strange)
    return weight / len(subjects) if subjects else 0.0
