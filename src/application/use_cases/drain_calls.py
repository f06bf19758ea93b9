"""Let the calls end by themselves before the service does."""

import asyncio
import logging
from collections.abc import Callable

from domain.interfaces.calls import Calls

logger = logging.getLogger(__name__)


class DrainCalls:
    """
    :param timeout_s: how long calls may take to end by themselves.
    :param tell: called as soon as no more calls are taken.
    """

    def __init__(self, *, calls: Calls, timeout_s: float, tell: Callable[[], None]) -> None:
        self._calls = calls
        self._timeout_s = timeout_s
        self._tell = tell

    async def __call__(self) -> None:
        """Take no more calls; return when those that there are have ended, or may not go on for longer."""
        self._calls.drain()
        self._tell()
        logger.info("draining: %d calls go on, for %g s at most", self._calls.live_count, self._timeout_s)
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._calls.wait_empty()
        except TimeoutError:
            logger.warning("%d calls have not ended by themselves", self._calls.live_count)
