"""What each piece of evidence is worth, against "I do not know", which is worth nothing."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from infrastructure.adapters.retrieval.deciding import passage_evidence, tool_evidence

_TOOL = {
    "bias": -5.0, "nearest": 2.3, "near": 1.7, "words": 3.8, "covered": 3.2, "known_elsewhere": -0.9, "names": 1.4,
    "code": 2.5, "half": -1.9, "agrees": 1.7, "asks_otherwise": -1.7, "how_to": -2.2, "wants": 0.6,
    "unknown_name": -1.5,
}  # fmt: skip

_PASSAGE = {
    "bias": -4.5, "heading": 2.8, "sentence": 1.5, "share": 2.7, "in_sentence": 1.8, "in_heading": 0.9, "suits": 2.5,
    "echoes": 1.9, "procedure": 0.5, "steps_suit": 0.4, "unknown_name": -2.2,
}  # fmt: skip


def _in_order(weights: Mapping[str, float], features: Sequence[str]) -> NDArray[np.float64]:
    return np.array([weights[feature] for feature in features])


TOOL = _in_order(_TOOL, tool_evidence.FEATURES)
"""Fitted once by logistic regression on 250 utterances about an invented company, none of the golden set."""

PASSAGE = _in_order(_PASSAGE, passage_evidence.FEATURES)
"""Fitted with the tools: both are on one scale."""
