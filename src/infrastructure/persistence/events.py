"""Announcements inside this process."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from domain.entities.events import CallEvent
from domain.interfaces.events import CallEvents

BACKLOG = 1_000
"""Events that wait for a slow subscriber before the oldest is dropped, as the port promises."""


class InMemoryCallEvents(CallEvents):
    """One bounded backlog a subscriber."""

    def __init__(self) -> None:
        self._subscribers: set[_Backlog] = set()

    def publish(self, event: CallEvent) -> None:
        for subscriber in self._subscribers:
            subscriber.add(event)

    @asynccontextmanager
    async def subscribe(self) -> AsyncGenerator[AsyncIterator[CallEvent], None]:
        backlog = _Backlog()
        self._subscribers.add(backlog)
        try:
            yield backlog
        finally:
            self._subscribers.discard(backlog)


class _Backlog(AsyncIterator[CallEvent]):
    def __init__(self) -> None:
        self._events: deque[CallEvent] = deque(maxlen=BACKLOG)
        self._arrived = asyncio.Event()

    def add(self, event: CallEvent) -> None:
        self._events.append(event)
        self._arrived.set()

    async def __anext__(self) -> CallEvent:
        while not self._events:
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.popleft()
