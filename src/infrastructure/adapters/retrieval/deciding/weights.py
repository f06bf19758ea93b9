"""What each piece of evidence is worth, against "I do not know", which is worth nothing."""

from collections.abc import Mapping

TOOL = {
    "bias": -2.59, "close": 1.27, "nearest": 1.38, "near": 2.19, "words": 1.34, "both": 0.40,
    "unknown": -1.47, "covered": 1.37, "known_elsewhere": -0.67, "thing": -0.12, "names": 0.57,
    "code": 3.38, "half": -1.31, "agrees": 0.18, "asks_otherwise": -0.72, "other_question": -1.05,
    "not_wanted": -0.87, "wants": 0.65, "one_more": -1.02, "unknown_name": -0.36, "unheard_of": -0.14,
    "other_thing": -1.67, "behind": -0.56,
}  # fmt: skip
"""Fitted by `benchmarks/brain_weights.py` on `tests/golden/practice`; the golden set itself has no part in it."""

PASSAGE = {
    "bias": -2.46, "fit": 3.30, "likely": 1.49, "close": -0.02, "heading": -0.50, "sentence": 0.99,
    "share": -0.07, "in_sentence": -0.15, "in_heading": -0.37, "suits": 1.07, "echoes": 0.44,
    "procedure": -0.05, "steps_suit": 0.33, "unasked_amount": -0.31, "asked": 1.71, "behind": -3.46,
    "unknown": -0.73, "strange": 0.06, "unknown_name": -1.88,
}  # fmt: skip
"""Fitted with the tools: both are on one scale."""


def weigh(evidence: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The score: above 0 it is more likely than that nobody knows."""
    return sum(weight * evidence[name] for name, weight in weights.items())
