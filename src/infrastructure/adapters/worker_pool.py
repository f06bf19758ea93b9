"""Worker processes, lent for one piece of work at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Generic, Protocol, TypeVar


class Worker(Protocol):
    @property
    def is_running(self) -> bool: ...

    async def stop(self) -> None:
        """End the process; what it is asked meanwhile fails."""


WorkerT = TypeVar("WorkerT", bound=Worker)


class WorkerPool(Generic[WorkerT]):
    """Starts workers as they are needed, up to a maximum, and keeps them.

    :param start: makes a worker that is ready; what it raises, `warm` and `lease` raise.
    :param maximum: how many work at once; others who want one wait for their turn.
    :param closed: what is raised to those who come when the pool is closed.
    """

    def __init__(
        self, start: Callable[[], Awaitable[WorkerT]], maximum: int, closed: Callable[[], Exception]
    ) -> None:
        self._start = start
        self._closed = closed
        self._places = asyncio.Semaphore(maximum)
        self._idle: deque[WorkerT] = deque()
        self._all: set[WorkerT] = set()
        self._is_closed = False
        self._warming = asyncio.Lock()

    async def warm(self, count: int) -> None:
        """Have at least `count` workers."""
        async with self._warming:  # or calls that begin together would each start them
            adding = (self._add_idle() for _ in range(count - len(self._all)))
            # Until each has started or failed, or the next ones who ask would start more.
            outcomes = await asyncio.gather(*adding, return_exceptions=True)
        for failure in filter(None, outcomes):
            raise failure

    @property
    def has_idle(self) -> bool:
        """Whether the next piece of work finds a worker."""
        return any(worker.is_running for worker in self._idle)

    @asynccontextmanager
    async def lease(self) -> AsyncGenerator[WorkerT]:
        """A worker for one piece of work. One that is left by an error or a cancellation is in an unknown state,
        and is replaced when it is next needed.
        """
        async with self._places:
            worker = await self._take()
            try:
                yield worker
            except BaseException:
                self._all.discard(worker)
                await worker.stop()
                raise
            self._idle.append(worker)

    async def close(self) -> None:
        """End all workers; those that are lent fail."""
        self._is_closed = True
        workers, self._all = self._all, set()
        self._idle.clear()
        await asyncio.gather(*(worker.stop() for worker in workers))

    async def _take(self) -> WorkerT:
        if self._is_closed:
            raise self._closed()
        while self._idle:
            worker = self._idle.pop()  # the one used last: its pages are in memory
            if worker.is_running:
                return worker
            self._all.discard(worker)  # ended by somebody else, while it had nothing to do
            await worker.stop()
        return await self._started()

    async def _add_idle(self) -> None:
        self._idle.append(await self._started())

    async def _started(self) -> WorkerT:
        worker = await self._start()
        if self._is_closed:  # meanwhile
            await worker.stop()
            raise self._closed()
        self._all.add(worker)
        return worker
