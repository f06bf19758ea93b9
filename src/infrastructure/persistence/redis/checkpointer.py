"""The graph's memory in Redis."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_checkpoint_id,
    get_checkpoint_metadata,
    writes_sort_key,
)
from redis.asyncio import Redis

from infrastructure.persistence.redis.scripts import FencedStep, epoch_key
from infrastructure.persistence.redis.typed import packed, unpacked

_ROOT = "parley:graph"


@dataclass(frozen=True, slots=True)
class _Place:
    """A thread's namespace, and where its parts are."""

    thread: str
    namespace: str

    @property
    def namespaces(self) -> str:
        return f"{_ROOT}:{self.thread}:namespaces"

    @property
    def ids(self) -> str:
        """Of its checkpoints, in the order of their making: that of their names."""
        return f"{self._root}:ids"

    @property
    def blobs(self) -> str:
        return f"{self._root}:blobs"

    @property
    def checkpoints(self) -> str:
        """What a checkpoint's id is put behind."""
        return f"{self._root}:checkpoint:"

    def writes(self, checkpoint_id: str) -> str:
        return f"{self.checkpoints}{checkpoint_id}:writes"

    @property
    def _root(self) -> str:
        return f"{_ROOT}:{self.thread}:in:{self.namespace}"

    def config(self, checkpoint_id: str) -> RunnableConfig:
        return {
            "configurable": {
                "thread_id": self.thread,
                "checkpoint_ns": self.namespace,
                "checkpoint_id": checkpoint_id,
            }
        }


class RedisCheckpointSaver(BaseCheckpointSaver[int]):
    """A save is one step, a load two, and two more if a save came between them.

    The epoch in `config["configurable"]` fences: what an owner saves who has been succeeded is refused, with
    `StaleEpoch`. Without one the thread has no owner.

    :param ttl_s: kept for so long after the last save.
    :param keeps_all: every checkpoint, as LangGraph's time travel needs; otherwise the newest of each namespace.
    """

    def __init__(self, client: Redis, ttl_s: int, *, keeps_all: bool = False) -> None:
        super().__init__()
        self._client = client
        self._ttl_s = ttl_s
        self._keeps_all = keeps_all
        self._put = FencedStep(client, "put_checkpoint.lua")

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        place, where = _place(config), config.get("configurable", {})
        values = checkpoint["channel_values"]
        without_values = {**checkpoint, "channel_values": {}}
        fields = {
            "checkpoint": packed(self.serde, without_values),
            "metadata": packed(self.serde, get_checkpoint_metadata(config, metadata)),
            "parent": where.get("checkpoint_id") or "",
        }
        blobs = {
            self._blob(channel, version): packed(self.serde, values[channel]) if channel in values else b""
            for channel, version in new_versions.items()
        }
        identifier = checkpoint["id"]
        await self._put(
            (
                epoch_key(place.thread),
                place.namespaces,
                place.ids,
                place.blobs,
                place.checkpoints + identifier,
            ),
            where.get("epoch", 0),
            self._ttl_s,
            identifier,
            place.namespace,
            int(not self._keeps_all),
            place.checkpoints,
            2 * len(fields),
            *_flat(fields),
            *_flat(blobs),
        )
        return place.config(identifier)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        place = _place(config)
        key = place.writes(config.get("configurable", {})["checkpoint_id"])
        async with self._client.pipeline() as steps:
            for position, (channel, value) in enumerate(writes):
                index = WRITES_IDX_MAP.get(channel, position)
                name = packed(self.serde, (task_id, index))
                entry = packed(self.serde, (task_id, channel, task_path, packed(self.serde, value)))
                if index >= 0:
                    steps.hsetnx(key, name, entry)  # pyright: ignore[reportArgumentType]  (names may be bytes)
                else:
                    steps.hset(key, name, entry)  # pyright: ignore[reportArgumentType]
            steps.expire(key, self._ttl_s)
            await steps.execute()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        place = _place(config)
        if wanted := get_checkpoint_id(config):
            return await self._tuple(place, wanted)
        looked_at, newest = None, await self._newest(place)
        while newest and newest != looked_at:
            if found := await self._tuple(place, newest):
                return found
            looked_at, newest = newest, await self._newest(place)  # an owner's save may have taken its place
        return None

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002  (LangGraph's name)
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        wanted, until = (
            get_checkpoint_id(config) if config else None,
            get_checkpoint_id(before) if before else None,
        )
        left = limit
        for place in await self._places(config):
            identifiers = cast("list[bytes]", await self._client.zrange(place.ids, 0, -1, desc=True))
            for identifier in map(bytes.decode, identifiers):
                if left == 0:
                    return
                if (wanted and identifier != wanted) or (until and identifier >= until):
                    continue
                found = await self._tuple(place, identifier)
                if found is not None and _fits(found.metadata, filter):
                    left = None if left is None else left - 1
                    yield found

    async def adelete_thread(self, thread_id: str) -> None:
        for place in await self._all_of(thread_id):
            identifiers = cast("list[bytes]", await self._client.zrange(place.ids, 0, -1))
            checkpoints = [place.checkpoints + each.decode() for each in identifiers]
            writes = [place.writes(each.decode()) for each in identifiers]
            await self._client.delete(place.ids, place.blobs, *checkpoints, *writes)
        await self._client.delete(_Place(thread_id, "").namespaces, epoch_key(thread_id))

    async def _tuple(self, place: _Place, identifier: str) -> CheckpointTuple | None:
        async with self._client.pipeline() as steps:
            steps.hgetall(place.checkpoints + identifier)
            steps.hgetall(place.blobs)
            steps.hgetall(place.writes(identifier))
            kept, blobs, writes = cast("list[dict[bytes, bytes]]", await steps.execute())
        if not kept:
            return None
        checkpoint = cast("Checkpoint", unpacked(self.serde, kept[b"checkpoint"]))
        parent = kept[b"parent"].decode()
        return CheckpointTuple(
            config=place.config(identifier),
            checkpoint={**checkpoint, "channel_values": self._values(checkpoint["channel_versions"], blobs)},
            metadata=cast("CheckpointMetadata", unpacked(self.serde, kept[b"metadata"])),
            parent_config=place.config(parent) if parent else None,
            pending_writes=self._writes(writes),
        )

    def _values(self, versions: ChannelVersions, blobs: Mapping[bytes, bytes]) -> dict[str, Any]:
        found = {channel: blobs.get(self._blob(channel, version)) for channel, version in versions.items()}
        return {channel: unpacked(self.serde, blob) for channel, blob in found.items() if blob}

    def _writes(self, kept: Mapping[bytes, bytes]) -> list[tuple[str, str, Any]]:
        entries = [(*unpacked(self.serde, name), unpacked(self.serde, entry)) for name, entry in kept.items()]
        ordered = sorted(entries, key=lambda each: writes_sort_key(each[2][2], each[0], each[1]))
        return [(task, channel, unpacked(self.serde, value)) for _, _, (task, channel, _, value) in ordered]

    def _blob(self, channel: str, version: str | int | float) -> bytes:
        """With the newest checkpoint alone, a new value takes the old one's place."""
        return f"{channel}@{version}".encode() if self._keeps_all else channel.encode()

    async def _newest(self, place: _Place) -> str | None:
        newest = cast("list[bytes]", await self._client.zrange(place.ids, 0, 0, desc=True))
        return newest[0].decode() if newest else None

    async def _places(self, config: RunnableConfig | None) -> list[_Place]:
        if config is None:
            suffix = ":namespaces"
            found = cast("AsyncIterator[bytes]", self._client.scan_iter(match=f"{_ROOT}:*{suffix}"))
            keys = [key.decode() async for key in found]
            threads = [key.removeprefix(f"{_ROOT}:").removesuffix(suffix) for key in keys]
            return [place for thread in threads for place in await self._all_of(thread)]
        where = config.get("configurable", {})
        thread, namespace = where["thread_id"], where.get("checkpoint_ns")
        return await self._all_of(thread) if namespace is None else [_Place(thread, namespace)]

    async def _all_of(self, thread: str) -> list[_Place]:
        members = cast("set[bytes]", await self._client.smembers(_Place(thread, "").namespaces))
        return [_Place(thread, each.decode()) for each in sorted(members)]


def _place(config: RunnableConfig) -> _Place:
    where = config.get("configurable", {})
    return _Place(str(where["thread_id"]), where.get("checkpoint_ns", ""))


def _flat(fields: Mapping[Any, bytes | str]) -> list[bytes | str]:
    return [part for pair in fields.items() for part in pair]


def _fits(metadata: CheckpointMetadata, wanted: Mapping[str, Any] | None) -> bool:
    return all(metadata.get(name) == value for name, value in (wanted or {}).items())
