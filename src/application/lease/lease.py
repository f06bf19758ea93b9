"""A replica's lease, kept with one of the control plane's instances for as long as the replica runs."""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import cycle

from application.lease.attempts import REFUSED_PAUSE_S, Attempts
from application.lease.news import News
from application.lease.renewal import Renewal
from domain.entities.events import SessionChanged
from domain.entities.session import EndReason
from domain.errors import ControlPlaneUnavailable, LeaseRefused
from domain.interfaces.calls import Calls
from domain.interfaces.control_plane import ControlPlane, LeaseState, LeaseWatch, Orders, ReplicaReport
from domain.interfaces.events import CallEvents
from domain.interfaces.registry import SessionRegistry

logger = logging.getLogger(__name__)

FAREWELL_S = 1.0
"""To tell what has ended, as this replica goes."""


async def _at_once() -> None:
    """Nothing to wait for."""


class Lease(LeaseWatch):
    """Nothing that a control plane does, or fails to do, harms a call: it can only end those that it says are
    carried elsewhere.

    :param control_planes: tried in turn. None: this replica works alone, and nothing of this runs.
    :param open_for_calls: waited for before anybody is told of this replica.
    :param chance: from 0 to 1, so that replicas do not come back all at once.
    """

    def __init__(
        self,
        control_planes: Sequence[ControlPlane],
        *,
        calls: Calls,
        registry: SessionRegistry,
        events: CallEvents,
        open_for_calls: Callable[[], Awaitable[None]] = _at_once,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._control_planes = control_planes
        self._calls = calls
        self._events = events
        self._news = News(calls, registry)
        self._open_for_calls = open_for_calls
        self._attempts = Attempts(chance)
        self._beginning = asyncio.Event()
        self._changed = asyncio.Event()
        self._leaving = asyncio.Event()
        self._ending: dict[str, asyncio.Task[None]] = {}
        self._is_connected = False
        self._renewals = self._breaks = 0

    def state(self) -> LeaseState | None:
        if not self._control_planes:
            return None
        return LeaseState(self._is_connected, self._renewals, self._breaks)

    def begin(self) -> None:
        """This replica is ready, or all but: from now on it is reported."""
        self._beginning.set()

    def hurry(self) -> None:
        """There is news that no event tells of."""
        self._changed.set()

    @asynccontextmanager
    async def held(self) -> AsyncGenerator[None, None]:
        """Keep it once it has begun; on leaving, give it up in good order. Calls must have ended by then."""
        if not self._control_planes:
            yield
            return
        following = asyncio.create_task(self._follow_events(), name="lease:events")
        keeping = asyncio.create_task(self._keep(), name="lease")
        try:
            yield
        finally:
            self._leaving.set()
            self._changed.set()
            if self._is_connected:
                await asyncio.wait([keeping], timeout=FAREWELL_S)
            tasks = (following, keeping, *self._ending.values())
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow_events(self) -> None:
        async with self._events.subscribe() as happening:
            async for event in happening:
                if isinstance(event, SessionChanged):
                    self._changed.set()

    async def _keep(self) -> None:
        await self._beginning.wait()
        await self._open_for_calls()
        for control_plane in cycle(self._control_planes):
            pause_s = await self._attempt(control_plane)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._leaving.wait()
            if self._leaving.is_set():
                return

    async def _attempt(self, control_plane: ControlPlane) -> float:
        """:returns: after how long another one is due."""
        try:
            line = await control_plane.open()
            renewal = Renewal(
                line, self._news, changed=self._changed, leaving=self._leaving, obey=self._obeying(control_plane)
            )
            await renewal.hold()
        except (ControlPlaneUnavailable, LeaseRefused) as error:
            return 0.0 if self._leaving.is_set() else self._attempts.failed(control_plane.address, error)
        except Exception:  # a fault of our own must not cost the lease for good
            logger.exception("the lease could not be kept. Calls go on")
            return REFUSED_PAUSE_S
        finally:
            if self._is_connected:
                self._is_connected = False
                self._breaks += not self._leaving.is_set()
        return 0.0

    def _obeying(self, control_plane: ControlPlane) -> Callable[[Orders, ReplicaReport], Awaitable[None]]:
        async def obey(orders: Orders, report: ReplicaReport) -> None:
            self._renewals += 1
            if not self._is_connected:
                logger.info("the control plane at %s holds this replica's lease", control_plane.address)
                self._is_connected = True
                self._attempts.worked()
            if orders.drain and not self._calls.is_stopping:
                logger.info("the control plane asks for no more calls here")
                self._calls.drain()
                self._changed.set()
            await self._end_stale(orders, report)

        return obey

    async def _end_stale(self, orders: Orders, report: ReplicaReport) -> None:
        stale = frozenset(orders.stale)
        for session in report.sessions:
            session_id = session.session_id
            is_new = session_id in stale and session_id not in self._ending
            if is_new and await self._news.carries(session):
                logger.warning("a call is carried elsewhere: ended here", extra={"session_id": session_id})
                self._ending[session_id] = asyncio.create_task(
                    self._displace(session_id), name=f"call:{session_id}:displaced"
                )

    async def _displace(self, session_id: str) -> None:
        try:
            await self._calls.end(session_id, EndReason.DISPLACED)
        except Exception:  # the lease must go on
            logger.exception("a displaced call did not end well", extra={"session_id": session_id})
        finally:
            del self._ending[session_id]
