"""The event loop's lateness: what callers hear of a process that has too much to do."""

import asyncio
import threading
from bisect import bisect_left
from collections import deque

from domain.interfaces.process_load import LATENESS_S, Lateness, ProcessLoad, Size

STEP_S = 0.05
"""Between two looks, each of which costs 0.02 ms."""

WATCHED_S = 10.0


class EventLoopLag(ProcessLoad):
    """Wants to run at certain times, and writes down by how much it was late."""

    def __init__(self) -> None:
        self._late = deque[float](maxlen=int(WATCHED_S / STEP_S))
        self._counts = [0] * (len(LATENESS_S) + 1)
        self._total_s = 0.0

    def lag_s(self, share: float) -> float:
        if not self._late:
            return 0.0
        return sorted(self._late)[min(len(self._late) - 1, int(share * len(self._late)))]

    def lateness(self) -> Lateness:
        return Lateness(tuple(self._counts), self._total_s)

    def size(self) -> Size:
        return Size(len(asyncio.all_tasks()), threading.active_count())

    async def watch(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due_at = loop.time() + STEP_S
            await asyncio.sleep(STEP_S)
            self._note(max(0.0, loop.time() - due_at))

    def _note(self, late_s: float) -> None:
        self._late.append(late_s)
        self._total_s += late_s
        for place in range(bisect_left(LATENESS_S, late_s), len(self._counts)):
            self._counts[place] += 1
