"""One run of the call graph, in a task of its own, so that it can be ended from anywhere at any moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from langchain_core.runnables import RunnableConfig

from application.graphs.builder import CallGraph
from application.graphs.state import CallState
from domain.entities.reply import ReplyPart

_AHEAD = 64
"""Parts that the model may be ahead of the mouth; then it waits. Nothing is dropped."""


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None = None


class Run:
    """Starts at once, or as soon as `lock` is free."""

    def __init__(
        self, graph: CallGraph, turn: CallState, thread: RunnableConfig, lock: asyncio.Lock, *, name: str
    ) -> None:
        self._graph = graph
        self._turn = turn
        self._thread = thread
        self._lock = lock
        self._parts = asyncio.Queue[ReplyPart | _End](_AHEAD)
        self._ended = False
        self._task = asyncio.create_task(self._work(), name=name)

    async def next(self) -> ReplyPart | None:
        """The next part; None when there is no more, or the run was stopped. Raises what the graph raised."""
        if self._ended:
            return None
        part = await self._parts.get()
        if not isinstance(part, _End):
            return part
        self._ended = True
        if part.error is not None:
            raise part.error
        return None

    async def stop(self) -> None:
        """End the work, and return when nothing of it runs; parts not taken are lost. Twice is no error."""
        if not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])
            self._close()

    def _close(self) -> None:
        """Whoever waits for parts learns that there are no more."""
        with suppress(asyncio.QueueEmpty):
            while True:
                self._parts.get_nowait()
        self._parts.put_nowait(_End())

    async def _work(self) -> None:
        end = _End()
        try:
            async with self._lock:
                # Saved once, when all words are out: saving must not delay the first one.
                stream = self._graph.astream(self._turn, self._thread, stream_mode="custom", durability="exit")
                async for part in cast("AsyncIterator[ReplyPart]", stream):
                    await self._parts.put(part)
        except Exception as error:  # noqa: BLE001  (the task ends here: the reader raises it)
            end = _End(error)
        await self._parts.put(end)
