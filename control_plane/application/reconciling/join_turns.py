"""Whose lost call a replica is asked to take next."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

AT_ONCE = 2
HOLDS_S = 0.5
"""A join that takes longer waits for networks: others beside it cost it nothing."""


class JoinTurns:
    """Few joins at a time at each replica. A crowd shares its processor, and all are as late as the last one; when
    they come in turn, most are heard earlier and none later.

    :param at_once: turns that a replica gives at a time.
    :param holds_s: after which a turn is over, whether or not the join is.
    """

    def __init__(self, at_once: int = AT_ONCE, holds_s: float = HOLDS_S) -> None:
        self._at_once = at_once
        self._holds_s = holds_s
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def of(self, agent: str) -> AsyncGenerator[None]:
        """Wait for a turn at this replica, in the order of asking."""
        turns = self._turns.get(agent)
        if turns is None:
            turns = self._turns[agent] = asyncio.Semaphore(self._at_once)
        await turns.acquire()
        is_over = False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                turns.release()

        timer = asyncio.get_running_loop().call_later(self._holds_s, end)
        try:
            yield
        finally:
            timer.cancel()
            end()
