"""So many a second, and so many at once."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class Pace:
    """A crowd of lost calls must not be the next replica's end.

    :param per_second: how many may begin in a second, evenly.
    :param at_once: how many may be under way.
    """

    def __init__(self, per_second: float, at_once: int) -> None:
        self._gap_s = 1.0 / per_second
        self._places = asyncio.Semaphore(at_once)
        self._next_s = float("-inf")

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """Wait for one's turn, in the order of asking."""
        async with self._places:
            now_s = asyncio.get_running_loop().time()
            begin_s = max(now_s, self._next_s)
            self._next_s = begin_s + self._gap_s
            if begin_s > now_s:
                await asyncio.sleep(begin_s - now_s)
            yield
