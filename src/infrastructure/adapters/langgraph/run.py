"""One reply in the making, in a task of its own, so that it can be ended from anywhere at any moment."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from domain.entities.reply import ReplyPart


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None = None


class Parts:
    """Of one reply, from where it is made to where it is read."""

    def __init__(self) -> None:
        self._waiting = asyncio.Queue[ReplyPart | _End]()
        self._ended = False

    def add(self, part: ReplyPart) -> None:
        self._waiting.put_nowait(part)

    def end(self, error: Exception | None = None) -> None:
        """No more follow."""
        self._waiting.put_nowait(_End(error))

    def drop(self) -> None:
        """Those that were not read are lost, and no more follow."""
        with suppress(asyncio.QueueEmpty):
            while True:
                self._waiting.get_nowait()
        self.end()

    async def next(self) -> ReplyPart | None:
        """None when there is no more. Raises what ended them."""
        if self._ended:
            return None
        part = await self._waiting.get()
        if not isinstance(part, _End):
            return part
        self._ended = True
        if part.error is not None:
            raise part.error
        return None


class Run:
    """Starts at once, or as soon as `lock` is free.

    :param work: makes the reply.
    :param parts: where it puts them; they end with it.
    :ivar has_failed: whether it has ended with an error.
    """

    def __init__(
        self, work: Callable[[], Awaitable[None]], parts: Parts, lock: asyncio.Lock, *, name: str
    ) -> None:
        self._lock = lock
        self._parts = parts
        self.has_failed = False
        self._task = asyncio.create_task(self._run(work), name=name)

    @property
    def has_ended(self) -> bool:
        """Or is about to."""
        return self._task.done() or self._task.cancelling() > 0

    async def next(self) -> ReplyPart | None:
        """The next part; None when there is no more, or the run was stopped. Raises what the work raised."""
        return await self._parts.next()

    def cancel(self) -> None:
        """End the work soon. Nobody reads what comes of it."""
        if not self.has_ended:  # a second time would end the keeping of what was said, too
            self._task.cancel()

    async def stop(self) -> None:
        """End the work, and return when nothing of it runs; parts not taken are lost. Twice is no error."""
        if not self._task.done():
            self.cancel()
            await asyncio.wait([self._task])
            self._parts.drop()

    async def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        error: Exception | None = None
        try:
            async with self._lock:
                await work()
        except Exception as failed:  # noqa: BLE001  (the task ends here: the reader raises it)
            error = failed
            self.has_failed = True
        self._parts.end(error)
