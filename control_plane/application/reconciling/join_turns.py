"""Whose lost call a replica is asked to take next."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

HOLDS_S = 0.25
"""What a join takes on a machine that has the time for it, until its caller hears it. One that takes longer waits
for networks, or for others."""


class JoinTurns:
    """One join after the other at each replica. A crowd shares its processor, and all are as late as the last one;
    when they come in turn, most are heard earlier and none later.

    :param holds_s: after which a turn is over, whether or not the join is.
    """

    def __init__(self, holds_s: float = HOLDS_S) -> None:
        self._holds_s = holds_s
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, agent: str) -> AsyncGenerator[None]:
        """Wait for a turn at this replica, in the order of asking."""
        turn = self._turns.get(agent)
        if turn is None:
            turn = self._turns[agent] = asyncio.Lock()
        await turn.acquire()
        is_over = False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                turn.release()

        timer = asyncio.get_running_loop().call_later(self._holds_s, end)
        try:
            yield
        finally:
            timer.cancel()
            end()
