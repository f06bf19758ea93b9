"""Where calls are remembered: in this process alone, or also where another one finds them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.errors import ConfigurationInvalid
from domain.interfaces.memory import CallMemory
from domain.interfaces.progress import AnswerProgress
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.checkpointer import LatestCheckpointSaver
from infrastructure.persistence.kept_behind import CallMemoryKeptBehind, CheckpointsKeptBehind
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.progress import InMemoryAnswerProgress
from infrastructure.persistence.redis.checkpointer import RedisCheckpointSaver
from infrastructure.persistence.redis.connection import connect
from infrastructure.persistence.redis.memory import RedisCallMemory
from infrastructure.persistence.redis.progress import RedisAnswerProgress


@dataclass(frozen=True, slots=True)
class Remembered:
    """:ivar turns: what was said in each call.
    :ivar states: what the agents' graph remembers of it.
    :ivar progress: how far the answers are that are being spoken.
    """

    turns: CallMemory
    states: BaseCheckpointSaver[Any]
    progress: AnswerProgress
    behind: Behind | None = None
    client: Redis | None = None

    async def start(self, on_stale: Callable[[str], None]) -> None:
        """:param on_stale: called with each call that turns out to have a newer owner.
        :raises ConfigurationInvalid: Redis cannot be reached.
        """
        if self.client is None or self.behind is None:
            return
        try:
            await self.client.execute_command("PING")
        except (RedisError, OSError) as error:
            raise ConfigurationInvalid(
                "PARLEY_REDIS_URL: no Redis answers there. Start it, correct the URL, or unset the variable: then "
                "calls are remembered in this process alone"
            ) from error
        self.behind.on_stale = on_stale
        self.behind.start()

    async def stop(self) -> None:
        if self.client is not None and self.behind is not None:
            await self.behind.stop()
            await self.client.aclose()


def open_memory(redis_url: str | None, ttl_s: float) -> Remembered:
    """:param redis_url: None keeps all in this process.
    :param ttl_s: what is kept in Redis is gone so long after it was last written.
    """
    if redis_url is None:
        return Remembered(InMemoryCallMemory(), LatestCheckpointSaver(), InMemoryAnswerProgress())
    client = connect(redis_url)
    behind = Behind("Redis", (RedisError, OSError, asyncio.TimeoutError))
    lives_s = round(ttl_s)
    return Remembered(
        CallMemoryKeptBehind(RedisCallMemory(client, lives_s), behind),
        CheckpointsKeptBehind(RedisCheckpointSaver(client, lives_s), behind),
        RedisAnswerProgress(client, behind, lives_s),
        behind,
        client,
    )
