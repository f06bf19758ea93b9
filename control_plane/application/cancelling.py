"""Ending tasks that run until they are ended."""

import asyncio
from typing import Any

AGAIN_AFTER_S = 0.5


async def cancel(*tasks: asyncio.Task[Any]) -> None:
    """Returns when all are done. Again and again, as redis-py can take a cancellation for its own timeout."""
    going_on = set(tasks)
    while going_on:
        for task in going_on:
            task.cancel()
        _, going_on = await asyncio.wait(going_on, timeout=AGAIN_AFTER_S)
