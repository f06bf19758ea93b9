"""The end of a call after a goodbye."""

import asyncio
from collections.abc import Callable

from domain.entities.session import CAPS, EndReason

AFTER_GOODBYE_S = 1.0
"""The last word is still on its way to the caller's ear, who may want to add one. After more than a second callers
wonder whether they should hang up themselves."""

AFTER_SPEECH_S = 4.0
"""When the caller did add something, this is the time to understand it and to begin an answer."""


class Parting:
    """Hangs up when a goodbye has been heard and the caller adds nothing to it; at a cap, whatever is added.

    :param hang_up: called once, with the goodbye's reason.
    """

    def __init__(
        self,
        hang_up: Callable[[EndReason], None],
        *,
        after_goodbye_s: float = AFTER_GOODBYE_S,
        after_speech_s: float = AFTER_SPEECH_S,
    ) -> None:
        self._hang_up = hang_up
        self._after_goodbye_s = after_goodbye_s
        self._after_speech_s = after_speech_s
        self._reason: EndReason | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._caller_speaks = False

    @property
    def is_near(self) -> bool:
        """Whether a goodbye was heard."""
        return self._reason is not None

    @property
    def _is_final(self) -> bool:
        """Whether nothing that is added would be answered."""
        return self._reason in CAPS

    def goodbye_heard(self, reason: EndReason) -> None:
        self._reason = reason
        if self._is_final or not self._caller_speaks:
            self._hang_up_after(self._after_goodbye_s)

    def caller_began_to_speak(self) -> None:
        self._caller_speaks = True
        if not self._is_final:
            self._stop_timer()

    def caller_stopped_speaking(self) -> None:
        self._caller_speaks = False
        if self.is_near and not self._is_final:
            self._hang_up_after(self._after_speech_s)

    def call_goes_on(self) -> None:
        """There is a new turn, or nothing left to hang up."""
        self._reason = None
        self._stop_timer()

    def _hang_up_after(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._part)

    def _part(self) -> None:
        if self._reason is not None:
            self._hang_up(self._reason)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
