"""How much a likeness says: only near the top does it say that both are the same."""

_MAY_BE_MEANT = 0.5
_NEARLY_THE_SAME = 0.7


def closeness(likeness: float) -> float:
    """0 up to where many texts are alike, from there up to 1 for the same."""
    return max(0.0, likeness - _NEARLY_THE_SAME) / (1 - _NEARLY_THE_SAME)


def likelihood(likeness: float) -> float:
    """The same, from where texts begin to mean the same thing."""
    return max(0.0, likeness - _MAY_BE_MEANT) / (1 - _MAY_BE_MEANT)
