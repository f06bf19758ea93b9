"""Recognisers or voices that are all out, again and again."""

from collections.abc import Callable

MOST_UNHEARD = 3
"""Utterances in a row. Once is chance and twice bad luck; then it helps nobody to say it again. What breaks while
the caller says nothing, however often, may be well again when it is needed.
"""

MOST_UNSPOKEN = 2
"""Answers in a row, each tried twice: a caller who hears nothing cannot be asked for patience."""


class LostProviders:
    """Counts what came to nothing since something last went well.

    :param on_deaf: called once, when callers cannot be understood.
    :param on_mute: called once, when they cannot be answered.
    """

    def __init__(self, on_deaf: Callable[[], None], on_mute: Callable[[], None]) -> None:
        self._on_deaf = on_deaf
        self._on_mute = on_mute
        self._is_to_be_heard = False
        self._unheard = 0
        self._unspoken = 0

    def caller_began(self) -> None:
        """To say something."""
        self._is_to_be_heard = True

    def hearing_failed(self) -> None:
        """At what the caller has said last, if its words are not there."""
        if not self._is_to_be_heard:
            return
        self._is_to_be_heard = False
        self._unheard += 1
        if self._unheard == MOST_UNHEARD:
            self._on_deaf()

    def heard(self) -> None:
        """The final words of it."""
        self._is_to_be_heard = False
        self._unheard = 0

    def speaking_failed(self) -> None:
        self._unspoken += 1
        if self._unspoken == MOST_UNSPOKEN:
            self._on_mute()

    def spoke(self) -> None:
        self._unspoken = 0
