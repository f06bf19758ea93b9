"""Is the caller there?"""

import asyncio
from collections.abc import Callable

from livekit import rtc

from domain.entities.session import EndReason


class CallerPresence:
    """Watches a room for one caller.

    :param wait_s: how long the caller may take to appear.
    :param grace_s: how long a caller who left may be away, as in a page's reload.
    :param lost_s: how long a caller whose connection broke may be away.
    :param on_away: called when the caller leaves, perhaps to come back.
    :param on_gone: called once, when there is no more waiting.
    """

    def __init__(
        self,
        room: rtc.Room,
        identity: str,
        *,
        wait_s: float,
        grace_s: float,
        lost_s: float,
        on_away: Callable[[], None],
        on_gone: Callable[[EndReason], None],
    ) -> None:
        self._room = room
        self._identity = identity
        self._wait_s = wait_s
        self._grace_s = grace_s
        self._lost_s = lost_s
        self._on_away = on_away
        self._on_gone = on_gone
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        self._room.on("participant_connected", self._connected)
        self._room.on("participant_disconnected", self._disconnected)
        if self._identity not in self._room.remote_participants:
            self._give_up_after(self._wait_s, EndReason.CALLER_ABSENT)

    def stop(self) -> None:
        self._room.off("participant_connected", self._connected)
        self._room.off("participant_disconnected", self._disconnected)
        self._cancel_timer()

    def _connected(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._identity:
            self._cancel_timer()

    def _disconnected(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._identity:
            left = participant.disconnect_reason == rtc.DisconnectReason.CLIENT_INITIATED
            self._give_up_after(self._grace_s if left else self._lost_s, EndReason.CALLER_LEFT)
            self._on_away()

    def _give_up_after(self, seconds: float, reason: EndReason) -> None:
        self._cancel_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._on_gone, reason)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
