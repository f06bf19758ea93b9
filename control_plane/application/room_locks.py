"""One thing at a time in each room."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class RoomLocks:
    """Placing a call, ending it and taking a failed join back must not overlap in one room."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, room: str) -> AsyncGenerator[None]:
        """A lock lives as long as somebody holds it or waits for it."""
        lock = self._locks.get(room)
        if lock is None:
            lock = self._locks[room] = asyncio.Lock()
        async with lock:
            yield
