"""Which events have been told to this process."""

import time
from collections.abc import Callable

from control_plane.domain.interfaces.seen_events import REMEMBERED_S, SeenEvents


class InMemorySeenEvents(SeenEvents):
    """:param most: beyond that the oldest is forgotten; being told of it twice does no harm."""

    def __init__(self, most: int = 50_000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._until_s: dict[str, float] = {}

    async def first(self, event_id: str) -> bool:
        now_s = self._clock()
        while self._until_s and (self._oldest_until_s() <= now_s or len(self._until_s) >= self._most):
            del self._until_s[next(iter(self._until_s))]
        if event_id in self._until_s:
            return False
        self._until_s[event_id] = now_s + REMEMBERED_S
        return True

    def _oldest_until_s(self) -> float:
        return next(iter(self._until_s.values()))
