"""Waking within one process."""

import asyncio
from contextlib import suppress

from control_plane.domain.interfaces.alarm import Alarm


class InMemoryAlarm(Alarm):
    def __init__(self) -> None:
        self._rung = asyncio.Event()

    async def ring(self) -> None:
        self._rung.set()

    async def wait(self, timeout_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._rung.wait()
        self._rung.clear()
