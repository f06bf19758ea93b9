"""Where calls are remembered: in this process alone, or also where another one finds them."""

import asyncio
from dataclasses import dataclass
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from redis.exceptions import DataError, RedisError, ResponseError

from domain.interfaces.memory import CallMemory
from domain.interfaces.progress import AnswerProgress
from domain.interfaces.standing import CallStandings
from infrastructure.persistence.behind import Behind, OnStale
from infrastructure.persistence.checkpointer import LatestCheckpointSaver
from infrastructure.persistence.kept_behind import CallMemoryKeptBehind, CheckpointsKeptBehind
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.postgres.checkpointer import PostgresCheckpointSaver
from infrastructure.persistence.postgres.connection import FAILURES, REFUSALS, Postgres
from infrastructure.persistence.postgres.memory import PostgresCallMemory
from infrastructure.persistence.postgres.progress import PostgresAnswerProgress
from infrastructure.persistence.postgres.standing import PostgresCallStandings
from infrastructure.persistence.postgres.store import PostgresStore
from infrastructure.persistence.progress import InMemoryAnswerProgress
from infrastructure.persistence.redis.checkpointer import RedisCheckpointSaver
from infrastructure.persistence.redis.connection import connect
from infrastructure.persistence.redis.memory import RedisCallMemory
from infrastructure.persistence.redis.progress import RedisAnswerProgress
from infrastructure.persistence.redis.standing import RedisCallStandings
from infrastructure.persistence.redis.store import RedisStore
from infrastructure.persistence.standing import NoCallStandings
from infrastructure.persistence.store import Store


@dataclass(frozen=True, slots=True)
class Remembered:
    """:ivar turns: what was said in each call.
    :ivar states: what the agents' graph remembers of it.
    :ivar progress: how far the answers are that are being spoken.
    :ivar standings: what else the next owner of a call has to know.
    :ivar behind: what waits to be kept in the store; None without one.
    """

    turns: CallMemory
    states: BaseCheckpointSaver[Any]
    progress: AnswerProgress
    standings: CallStandings
    behind: Behind | None = None
    store: Store | None = None

    async def start(self, on_stale: OnStale) -> None:
        """:param on_stale: called with each call that turns out to have a newer owner, and that one's epoch.
        :raises ConfigurationInvalid: the store cannot be used.
        """
        if self.store is None or self.behind is None:
            return
        await self.store.open()
        self.behind.on_stale = on_stale
        self.behind.start()

    async def stop(self) -> None:
        if self.store is not None and self.behind is not None:
            await self.behind.stop()
            await self.store.close()


def open_memory(*, postgres_url: str | None = None, redis_url: str | None = None, ttl_s: float) -> Remembered:
    """In Postgres where there is one, else in Redis, else in this process.

    :param ttl_s: what is kept outside this process is gone so long after it was last written.
    """
    if postgres_url is not None:
        return _in_postgres(Postgres(postgres_url), ttl_s)
    if redis_url is not None:
        return _in_redis(redis_url, round(ttl_s))
    return Remembered(InMemoryCallMemory(), LatestCheckpointSaver(), InMemoryAnswerProgress(), NoCallStandings())


def _in_postgres(postgres: Postgres, ttl_s: float) -> Remembered:
    behind = Behind("Postgres", FAILURES, refusals=REFUSALS)
    return Remembered(
        CallMemoryKeptBehind(PostgresCallMemory(postgres, ttl_s), behind),
        CheckpointsKeptBehind(PostgresCheckpointSaver(postgres, ttl_s), behind),
        PostgresAnswerProgress(postgres, behind, ttl_s),
        PostgresCallStandings(postgres, behind, ttl_s),
        behind,
        PostgresStore(postgres),
    )


def _in_redis(url: str, ttl_s: int) -> Remembered:
    client = connect(url)
    failures = (RedisError, OSError, asyncio.TimeoutError)
    behind = Behind("Redis", failures, refusals=(ResponseError, DataError))
    return Remembered(
        CallMemoryKeptBehind(RedisCallMemory(client, ttl_s), behind),
        CheckpointsKeptBehind(RedisCheckpointSaver(client, ttl_s), behind),
        RedisAnswerProgress(client, behind, ttl_s),
        RedisCallStandings(client, behind, ttl_s),
        behind,
        RedisStore(client),
    )
