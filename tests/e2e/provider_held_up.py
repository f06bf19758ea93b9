"""When the machine had no time for a test."""

import asyncio
import time

STEP_S = 0.02
NOTICED_S = 0.05
"""Less than that is usual, and lost in a call's own buffers."""


class HeldUp:
    """Wants to run every `STEP_S`, in the loop of the calls, and writes down when it could not."""

    def __init__(self) -> None:
        self._late: list[tuple[float, float]] = []

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            due_at = time.monotonic() + STEP_S
            await asyncio.sleep(STEP_S)
            if (ran_at := time.monotonic()) - due_at > NOTICED_S:
                self._late.append((due_at, ran_at))

    def between(self, begin: float, end: float) -> float:
        """For how many seconds of that time."""
        return sum(max(0.0, min(end, ran_at) - max(begin, due_at)) for due_at, ran_at in self._late)
