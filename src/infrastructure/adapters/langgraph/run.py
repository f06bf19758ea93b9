"""One reply in the making, in a task of its own, so that it can be ended from anywhere at any moment."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass

from domain.entities.reply import ReplyPart

_AHEAD = 64
"""Parts that the model may be ahead of the mouth; then it waits. Nothing is dropped."""


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None = None


class Run:
    """Starts at once, or as soon as `lock` is free.

    :param parts: what is run; closed in any case before the lock is given back.
    :ivar has_failed: whether it has ended with an error.
    """

    def __init__(self, parts: AsyncGenerator[ReplyPart, None], lock: asyncio.Lock, *, name: str) -> None:
        self._source = parts
        self._lock = lock
        self._parts = asyncio.Queue[ReplyPart | _End](_AHEAD)
        self._ended = False
        self.has_failed = False
        self._task = asyncio.create_task(self._work(), name=name)

    @property
    def has_ended(self) -> bool:
        """Or is about to."""
        return self._task.done() or self._task.cancelling() > 0

    async def next(self) -> ReplyPart | None:
        """The next part; None when there is no more, or the run was stopped. Raises what the source raised."""
        if self._ended:
            return None
        part = await self._parts.get()
        if not isinstance(part, _End):
            return part
        self._ended = True
        if part.error is not None:
            raise part.error
        return None

    def cancel(self) -> None:
        """End the work soon. Nobody reads what comes of it."""
        self._task.cancel()

    async def stop(self) -> None:
        """End the work, and return when nothing of it runs; parts not taken are lost. Twice is no error."""
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])
            self._wake_reader()

    def _wake_reader(self) -> None:
        with suppress(asyncio.QueueEmpty):
            while True:
                self._parts.get_nowait()
        self._parts.put_nowait(_End())

    async def _work(self) -> None:
        end = _End()
        try:
            async with self._lock, aclosing(self._source) as source:
                async for part in source:
                    await self._parts.put(part)
        except Exception as error:  # noqa: BLE001  (the task ends here: the reader raises it)
            end = _End(error)
            self.has_failed = True
        await self._parts.put(end)
