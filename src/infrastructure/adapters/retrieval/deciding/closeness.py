"""How much a likeness says: only near the top does it say that both are the same."""

_NEARLY_THE_SAME = 0.7


def closeness(likeness: float) -> float:
    """0 up to where many texts are alike, from there up to 1 for the same."""
    return max(0.0, likeness - _NEARLY_THE_SAME) / (1 - _NEARLY_THE_SAME)
