"""How long a caller may say nothing."""

from collections.abc import Callable

TYPING_FACTOR = 4
"""Who types, or cannot be heard, reads and writes in silence: so many times as long as who talks."""


class SilentCaller:
    """Counts the silences that the pipeline notices, each `silence_s` long.

    :param can_be_heard: whether the caller has an open microphone now.
    """

    def __init__(self, can_be_heard: Callable[[], bool]) -> None:
        self._can_be_heard = can_be_heard
        self._types = False
        self._silences = 0

    @property
    def types(self) -> bool:
        """Whether the latest words were typed."""
        return self._types

    @property
    def silences(self) -> int:
        """That were let pass since then."""
        return self._silences

    def go_on(self, silences: int, *, types: bool) -> None:
        """As another owner of the call has counted."""
        self._silences, self._types = silences, types

    def spoke(self) -> None:
        self._types = False
        self._silences = 0

    def typed(self) -> None:
        self._types = True
        self._silences = 0

    def is_to_be_asked(self) -> bool:
        """After one more silence: is it time to say something?"""
        self._silences += 1
        if self._silences < TYPING_FACTOR and (self._types or not self._can_be_heard()):
            return False
        self._silences = 0
        return True
