"""More and more calls on one side, and what they take."""

import asyncio
import time
from dataclasses import dataclass
from uuid import uuid4

import psutil

from benchmarks.load.callers import IDENTITY, Callers
from benchmarks.load.loop_lag import Lags, lags
from benchmarks.load.meter import Meter
from benchmarks.load.rhythm import PERIOD_S
from benchmarks.peers.side import RunningSide
from benchmarks.peers.tally import Tally

GOLDEN = 0.618
"""Of a period, from one caller's question to the next caller's: so many fall evenly, whatever their number."""

BETWEEN_JOINS_S = 0.2
SAME_PROCESSES_S = 5.0
"""A worker makes spare processes after a call has begun; when none have come for so long, it has them."""

LONGEST_SETTLING_S = 60.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One stretch of time, with so many calls.

    :ivar cpu_percent: of a core, for each call.
    :ivar mib: what has come since there was no call (PSS), for each call.
    :ivar lag_p99_ms: of the side's event loop; None when it exports none.
    :ivar callers_percent: of a core, for each call: what the callers take, and is not counted.
    :ivar tally: what the callers have asked in this time.
    """

    calls: int
    cpu_percent: float
    mib: float
    lag_p99_ms: float | None
    callers_percent: float
    tally: Tally


class LiveCalls:
    """On one side, which has no call now."""

    def __init__(self, side: RunningSide, callers: Callers) -> None:
        self._side = side
        self._callers = callers
        self._meter = Meter(side.processes)
        self._callers_meter = Meter(callers.processes)
        self._rooms: list[str] = []
        self._idle_mib = self._meter.pss_mib()

    async def grow_to(self, count: int, *, talking: bool) -> None:
        """:param talking: whether the new callers talk; the others have an open microphone, and are silent."""
        while len(self._rooms) < count:
            room = f"load-{uuid4().hex}"
            await self._callers.enter(room, talks=talking)
            await self._side.join(room, IDENTITY)
            if talking:
                await self._callers.talk(room, len(self._rooms) * GOLDEN * PERIOD_S % PERIOD_S)
            self._rooms.append(room)
            await asyncio.sleep(BETWEEN_JOINS_S)
        await self._settle()

    async def sample(self, seconds: float = PERIOD_S) -> Sample:
        count = len(self._rooms)
        began_at, cpu_s, callers_s = time.monotonic(), self._meter.cpu_s(), self._callers_meter.cpu_s()
        told, late = await self._callers.tally(), await self._lags()
        await asyncio.sleep(seconds)
        cpu_s, callers_s = self._meter.cpu_s() - cpu_s, self._callers_meter.cpu_s() - callers_s
        percent = 100 / (time.monotonic() - began_at) / count
        return Sample(
            calls=count,
            cpu_percent=cpu_s * percent,
            mib=(self._meter.pss_mib() - self._idle_mib) / count,
            lag_p99_ms=(await self._lags()).p99_ms_since(late),
            callers_percent=callers_s * percent,
            tally=(await self._callers.tally()).since(told),
        )

    async def end(self) -> None:
        for room in self._rooms:
            await self._callers.leave(room)
            await self._side.leave(room)
        self._rooms.clear()

    async def _lags(self) -> Lags:
        return await lags(f"{self._side.service.url}/metrics")

    async def _settle(self) -> None:
        """A period, so that each caller has begun to talk; and until no new processes have come."""
        await asyncio.sleep(PERIOD_S)
        give_up_at = time.monotonic() + LONGEST_SETTLING_S
        seen: set[psutil.Process] = set()
        while (now := self._meter.family()) != seen and time.monotonic() < give_up_at:
            seen = now
            await asyncio.sleep(SAME_PROCESSES_S)
