"""Work that outlives the request that began it."""

import asyncio
import logging
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from control_plane.application.cancelling import cancel
from control_plane.domain.errors import ControlPlaneError

logger = logging.getLogger(__name__)
T = TypeVar("T")


class Background:
    """Owns tasks. Leaving it waits for them, and cancels those that take too long.

    :param grace_s: seconds to wait; longer than a placement takes, so that no join is left half-done.
    """

    def __init__(self, grace_s: float = 6.0) -> None:
        self._grace_s = grace_s
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._grace_s)
        while self._tasks:  # also those that are begun meanwhile
            await cancel(*self._tasks)

    def start(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run it. What it raises on purpose is for those who await the task; all else is also logged, once."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error and not isinstance(error, ControlPlaneError):
            logger.error("task failed name=%s", task.get_name(), exc_info=error)
