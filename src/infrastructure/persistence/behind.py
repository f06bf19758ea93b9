"""What is kept elsewhere is kept behind the call's back: nobody who speaks or listens waits for it."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from itertools import count

from domain.errors import StaleEpoch

logger = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]

PAUSES_S = (0.05, 0.1, 0.2, 0.5, 1.0)
"""Between tries; the last one again and again."""

CANCELS_EVERY_S = 0.5

REFUSED_FOR_S = 30.0
"""As while a store changes its primary. What it will not take for longer, it never will."""

MOST_WAITING = 10_000
"""Some minutes of a full process, for a store that is away. Beyond, the oldest is lost."""


OnStale = Callable[[str, int], None]


class Behind:
    """One thing after the other, each until it is done; stopping it waits a moment for what is open.

    What is lost all the same, as the store refuses it or too much waits, is told in the log: when it begins, and
    how much it was, when there is no more of it.

    :param what: as the log calls it.
    :param failures: what is worth trying again.
    :param refusals: those of them that the store itself says: it is there.
    :ivar on_stale: called with the name of the call whose owner has been succeeded, and the epoch of the newest.
    """

    def __init__(
        self,
        what: str,
        failures: tuple[type[Exception], ...],
        *,
        refusals: tuple[type[Exception], ...] = (),
        closes_within_s: float = 2.0,
    ) -> None:
        self._what = what
        self.failures = failures
        self._refusals = refusals
        self.on_stale: OnStale = lambda _call, _epoch: None
        self._closes_within_s = closes_within_s
        self._jobs = OrderedDict[tuple[str, str | int], Job]()
        """By call, and the name under which one replaces another, or a number of its own."""
        self._numbers = count()
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None
        self._is_down = False
        self._lost = 0

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name=f"behind:{self._what}")

    async def stop(self) -> None:
        if self._task is None:
            return
        try:
            async with asyncio.timeout(self._closes_within_s):
                await self._idle.wait()
        except TimeoutError:
            logger.warning("%s: %d things were not kept", self._what, len(self._jobs) + 1)
        # Again and again, as redis-py can take a cancellation for its own timeout.
        while not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task], timeout=CANCELS_EVERY_S)

    def add(self, call: str, job: Job, *, replaces: str = "") -> None:
        """Have it done after all else.

        :param replaces: what was added under the same name for the same call, and has not begun, is not done.
        """
        place = call, replaces or next(self._numbers)
        self._jobs.pop(place, None)
        if len(self._jobs) >= MOST_WAITING:
            self._jobs.popitem(last=False)
            self._lose("too much waits to be kept; the oldest of it is lost")
        self._jobs[place] = job
        self._idle.clear()
        self._arrived.set()

    async def settled(self) -> None:
        """Until all is done that was added."""
        await self._idle.wait()

    async def _work(self) -> None:
        while True:
            while self._jobs:
                (call, _), job = self._jobs.popitem(last=False)
                try:
                    await self._until_done(job)
                except StaleEpoch as error:
                    self.on_stale(call, error.current)
                except Exception:
                    logger.exception("%s: something could not be kept", self._what)
            if self._lost:
                logger.error("%s: %d things of calls were lost in all", self._what, self._lost)
                self._lost = 0
            self._idle.set()
            self._arrived.clear()
            await self._arrived.wait()

    def _lose(self, why: str) -> None:
        if not self._lost:
            logger.error("%s: %s. Whoever carries such a call on will not know of it", self._what, why)
        self._lost += 1

    async def _until_done(self, job: Job) -> None:
        clock = asyncio.get_running_loop().time
        began, tries = clock(), 0
        while True:
            try:
                await job()
            except self.failures as error:
                if not self._is_down:
                    logger.warning("%s cannot be reached: %s. Calls go on", self._what, type(error).__name__)
                self._is_down = True
                if isinstance(error, self._refusals) and clock() - began >= REFUSED_FOR_S:
                    self._lose(f"something is refused, and so lost: {type(error).__name__}")
                    return
                await asyncio.sleep(PAUSES_S[min(tries, len(PAUSES_S) - 1)])
                tries += 1
            else:
                if self._is_down:
                    logger.info("%s can be reached again", self._what)
                self._is_down = False
                return
