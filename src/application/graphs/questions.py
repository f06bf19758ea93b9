"""Where one utterance asks several things."""

import re

_BETWEEN = re.compile(
    r"(?<=[.?!])\s+"
    r"|(?:,|(?<!\s))\s+(?:and|plus|also|oh and|and also|but)\s+"
    r"(?=(?:also |then |please )?(?:what|what's|how|when|where|who|why|which|is|are|do|does"
    r"|did|can|could|may|will|would|should|have|has|i|i'd|i'll|i've|my|tell|we|there)\b)",
    re.IGNORECASE,
)

_FEWEST_WORDS = 3


def questions_in(utterance: str) -> list[str]:
    """Its parts, when each could stand alone; else the whole."""
    parts = [part.strip() for part in _BETWEEN.split(utterance) if part.strip()]
    if len(parts) < 2 or any(len(part.split()) < _FEWEST_WORDS for part in parts):
        return [utterance]
    return parts
