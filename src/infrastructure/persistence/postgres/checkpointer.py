"""The graph's memory in Postgres: LangGraph's own saver, behind our fence."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.postgres.base import BasePostgresSaver
from psycopg.types.json import Jsonb

from infrastructure.persistence.postgres.connection import Connection, Postgres
from infrastructure.persistence.postgres.fence import take_fence

_DROP_OLDER = """
WITH older AS (
    DELETE FROM checkpoints
    WHERE thread_id = %(thread)s AND checkpoint_ns = %(namespace)s AND checkpoint_id <> %(id)s
), their_writes AS (
    DELETE FROM checkpoint_writes
    WHERE thread_id = %(thread)s AND checkpoint_ns = %(namespace)s AND checkpoint_id <> %(id)s
)
DELETE FROM checkpoint_blobs AS blob
WHERE thread_id = %(thread)s AND checkpoint_ns = %(namespace)s AND NOT EXISTS (
    SELECT FROM jsonb_each_text(%(versions)s) AS kept WHERE kept.key = blob.channel AND kept.value = blob.version
)
"""


class PostgresCheckpointSaver(BasePostgresSaver):
    """What is written is one transaction.

    The epoch in `config["configurable"]` fences: what an owner saves who has been succeeded is refused, with
    `StaleEpoch`. Without one the thread has no owner.

    :param ttl_s: kept for so long after the last save.
    :param keeps_all: every checkpoint, as LangGraph's time travel needs; otherwise the newest of each namespace.
    """

    def __init__(self, postgres: Postgres, ttl_s: float, *, keeps_all: bool = False) -> None:
        super().__init__()
        self._postgres = postgres
        self._ttl_s = ttl_s
        self._keeps_all = keeps_all

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        async with self._postgres.transaction() as connection:
            await self._take_fence(connection, config)
            saved = await self._official(connection).aput(config, _without_nul(checkpoint), metadata, new_versions)
            if not self._keeps_all:
                await _drop_older(connection, saved, checkpoint["channel_versions"])
        return saved

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        async with self._postgres.transaction() as connection:
            await self._take_fence(connection, config)
            await self._official(connection).aput_writes(config, writes, task_id, task_path)

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        async with self._postgres.connection() as connection:
            return await self._official(connection).aget_tuple(config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  (LangGraph's name)
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        async with self._postgres.connection() as connection:
            official = self._official(connection)
            found = [each async for each in official.alist(config, filter=filter, before=before, limit=limit)]
        for each in found:
            yield each

    async def adelete_thread(self, thread_id: str) -> None:
        async with self._postgres.transaction() as connection:
            await self._official(connection).adelete_thread(thread_id)

    async def _take_fence(self, connection: Connection, config: RunnableConfig) -> None:
        where = config.get("configurable", {})
        await take_fence(connection, str(where["thread_id"]), where.get("epoch", 0), self._ttl_s)

    def _official(self, connection: Connection) -> AsyncPostgresSaver:
        return AsyncPostgresSaver(connection, serde=self.serde)


async def _drop_older(connection: Connection, saved: RunnableConfig, versions: ChannelVersions) -> None:
    where = saved.get("configurable", {})
    await connection.execute(
        _DROP_OLDER,
        {
            "thread": where["thread_id"],
            "namespace": where["checkpoint_ns"],
            "id": where["checkpoint_id"],
            "versions": Jsonb(versions),
        },
    )


def _without_nul(checkpoint: Checkpoint) -> Checkpoint:
    """The saver puts plain text into `jsonb`, which takes no NUL; a caller can type one."""
    values = {name: _plain(value) for name, value in checkpoint["channel_values"].items()}
    return cast("Checkpoint", {**checkpoint, "channel_values": values})


def _plain(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
