"""Events of the media server on their way from HTTP to what heeds them."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from control_plane.application.cancelling import cancel
from control_plane.application.use_cases.heed_room_event import HEEDED
from control_plane.domain.entities.audit_record import plain
from control_plane.domain.entities.room_event import RoomEvent
from control_plane.domain.errors import ControlPlaneError, RegistryUnavailable
from control_plane.domain.interfaces.security_meter import SecurityMeter
from control_plane.domain.interfaces.seen_events import SeenEvents

logger = logging.getLogger(__name__)
MOST_WAITING = 1_000
AT_ONCE = 4
AGAIN_AFTER_S = (0.2, 1.0)
MOST_SET_ASIDE = 100
HEEDED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that cannot be dealt with.

    :ivar event_id: or the SHA-256 of what was sent, where it could not even be read.
    :ivar error: the name of what went wrong, never its words.
    """

    event_id: str
    kind: str
    room: str
    error: str


@dataclass(slots=True)
class RoomEventInbox:
    """Takes an event within a moment; deals with it behind. One that fails again and again is set aside, and the
    others do not wait for it.

    What is lost with this process, or has no room, is no harm: calls are compared with leases all the time.
    """

    heed: Callable[[RoomEvent], Awaitable[None]]
    seen: SeenEvents
    meter: SecurityMeter
    tries_after_s: tuple[float, ...] = AGAIN_AFTER_S
    set_aside: deque[SetAside] = field(default_factory=lambda: deque[SetAside](maxlen=MOST_SET_ASIDE), init=False)
    _waiting: asyncio.Queue[tuple[RoomEvent, int]] = field(
        default_factory=lambda: asyncio.Queue[tuple[RoomEvent, int]](MOST_WAITING), init=False
    )
    _later: set[asyncio.TimerHandle] = field(default_factory=set[asyncio.TimerHandle], init=False)
    _working: list[asyncio.Task[None]] = field(default_factory=list[asyncio.Task[None]], init=False)

    async def take(self, event: RoomEvent) -> None:
        """:raises RegistryUnavailable: it cannot be told whether it is new, or there is no room: send it again."""
        if event.kind not in HEEDED or not event.room:
            self.meter.webhook_came("unused")
            return
        if self._waiting.full():
            self.meter.webhook_came("crowded")
            raise RegistryUnavailable
        if not await self.seen.first(event.event_id):
            self.meter.webhook_came("repeated")
            return
        self._offer(event, 0)

    def put_aside(self, event_id: str, kind: str, room: str, error: str) -> None:
        """Nothing can be done with it."""
        self.meter.webhook_came("set_aside")
        logger.error("event set aside event=%s kind=%s error=%s", plain(event_id), plain(kind), error)
        self.set_aside.append(SetAside(plain(event_id), plain(kind), plain(room), error))

    async def __aenter__(self) -> Self:
        self._working = [asyncio.create_task(self._work(), name=f"room events:{n}") for n in range(AT_ONCE)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for handle in self._later:
            handle.cancel()
        await cancel(*self._working)

    async def _work(self) -> None:
        while True:
            event, tried = await self._waiting.get()
            try:
                async with asyncio.timeout(HEEDED_WITHIN_S):
                    await self.heed(event)
            except (ControlPlaneError, TimeoutError) as error:  # somebody is away: what comes next finds it out
                self.meter.webhook_came("failed")
                logger.info("event not heeded kind=%s error=%s", event.kind, type(error).__name__)
            except Exception as error:  # noqa: BLE001  # whatever it is, the next event does not wait for it
                self._failed(event, tried + 1, error)
            else:
                self.meter.webhook_came("heeded")

    def _failed(self, event: RoomEvent, tried: int, error: Exception) -> None:
        if tried > len(self.tries_after_s):
            self.put_aside(event.event_id, event.kind, event.room, type(error).__name__)
            return

        def again() -> None:
            self._later.discard(handle)
            self._offer(event, tried)

        handle = asyncio.get_running_loop().call_later(self.tries_after_s[tried - 1], again)
        self._later.add(handle)

    def _offer(self, event: RoomEvent, tried: int) -> None:
        try:
            self._waiting.put_nowait((event, tried))
        except asyncio.QueueFull:
            self.meter.webhook_came("crowded")
