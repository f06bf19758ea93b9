"""How loud the caller is, and who is further away."""

BEHIND_DB = 11.0
"""Whoever is so far below the caller talks to somebody else: across a room, or on television."""

USUAL_DB = -25.0
"""Of the loudest moment of an utterance, before the caller has said one. Browsers give more."""

ADAPTS = 0.5
"""What the latest utterance counts: callers move, and so do telephones."""


class Loudness:
    """One caller's."""

    def __init__(self) -> None:
        self._usual_db = USUAL_DB
        self._is_known = False

    @property
    def usual_db(self) -> float | None:
        """None until the caller has said something."""
        return self._usual_db if self._is_known else None

    def learn(self, peak_db: float) -> None:
        """The caller has said something that was answered, this loud at its loudest."""
        share = ADAPTS if self._is_known else 1.0
        self._usual_db += share * (peak_db - self._usual_db)
        self._is_known = True

    def is_callers(self, peak_db: float) -> bool:
        """Whether a sound may be the caller's own voice."""
        return peak_db >= self._usual_db - BEHIND_DB
