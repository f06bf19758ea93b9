"""What each piece of evidence is worth, against "I do not know", which is worth nothing."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from infrastructure.adapters.retrieval.deciding import passage_evidence, tool_evidence

_TOOL = {
    "bias": -3.0, "nearest": 1.75, "near": 1.3, "words": 2.6, "both": 1.65, "unknown": -2.2, "covered": 2.6,
    "known_elsewhere": -2.3, "names": 1.35, "code": 4.5, "half": -2.0, "agrees": 1.0, "asks_otherwise": -1.6,
    "other_question": -2.5, "not_wanted": -1.4, "wants": 1.4, "of_each": -4.0, "unknown_name": -1.4,
}  # fmt: skip

_PASSAGE = {
    "bias": -4.6, "heading": 2.8, "sentence": 1.5, "share": 2.8, "in_sentence": 1.8, "in_heading": 1.0, "suits": 2.5,
    "echoes": 2.0, "procedure": 0.3, "steps_suit": 0.6, "unasked_amount": -0.3, "unknown_name": -2.3,
}  # fmt: skip


def _in_order(weights: Mapping[str, float], features: Sequence[str]) -> NDArray[np.float64]:
    return np.array([weights[feature] for feature in features])


TOOL = _in_order(_TOOL, tool_evidence.FEATURES)
"""Fitted once by logistic regression on 250 utterances about an invented company, none of the golden set."""

PASSAGE = _in_order(_PASSAGE, passage_evidence.FEATURES)
"""Fitted with the tools: both are on one scale."""
