"""Memory that is in this process, and behind it where a successor finds it."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from domain.entities.session import FIRST_EPOCH
from domain.entities.turn import Turn
from domain.interfaces.memory import CallMemory
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.checkpointer import LatestCheckpointSaver
from infrastructure.persistence.memory import InMemoryCallMemory

logger = logging.getLogger(__name__)

MOST_TAKEN_OVER = 1_000
"""Calls whose takeover is known; the one that was longest unused goes first. A process carries some dozens."""


READ_ANEW = "read_anew"
"""In a config: whoever carries the call has kept more since it was read here, and what is read has to be right."""


class CheckpointsKeptBehind(LatestCheckpointSaver):
    """Of a call that others have carried before, what is kept behind is read once: with its first turn here, or
    when it is asked for anew. What is kept there goes by itself in the end.

    :param kept: where.
    """

    def __init__(self, kept: BaseCheckpointSaver[Any], behind: Behind) -> None:
        super().__init__()
        self._behind_us = kept
        self._behind = behind
        self._epochs = OrderedDict[str, int]()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        await self._know(config)
        return self.get_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        saved = self.put(config, checkpoint, metadata, new_versions)
        where = config.get("configurable", {})
        thread, namespace = str(where["thread_id"]), where.get("checkpoint_ns", "")
        versions = checkpoint["channel_versions"]

        async def keep() -> None:
            await self._behind_us.aput(config, checkpoint, metadata, versions)

        self._behind.add(thread, keep, replaces=f"checkpoint:{namespace}")
        return saved

    async def adelete_thread(self, thread_id: str) -> None:
        """Here. Another process may carry the call by now."""
        self.delete_thread(thread_id)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Of a run that is not over: a successor begins its turn anew, so they stay here."""
        self.put_writes(config, writes, task_id, task_path)

    async def _know(self, config: RunnableConfig) -> None:
        where = config.get("configurable", {})
        thread = str(where["thread_id"])
        epoch, must_read = where.get("epoch", FIRST_EPOCH), where.get(READ_ANEW, False)
        if epoch <= FIRST_EPOCH or (epoch <= self._known(thread) and not must_read):
            return
        try:
            found = await self._behind_us.aget_tuple({"configurable": {"thread_id": thread, "checkpoint_ns": ""}})
        except self._behind.failures:
            if must_read:
                raise
            logger.warning("a call goes on without what was remembered of it: that cannot be read")
            return
        self._epochs[thread] = epoch
        if len(self._epochs) > MOST_TAKEN_OVER:
            self._epochs.popitem(last=False)
        self.delete_thread(thread)
        if found is not None:
            self.put(found.config, found.checkpoint, found.metadata, found.checkpoint["channel_versions"])

    def _known(self, thread: str) -> int:
        if thread not in self._epochs:
            return FIRST_EPOCH
        self._epochs.move_to_end(thread)
        return self._epochs[thread]


class CallMemoryKeptBehind(CallMemory):
    """:param kept: where turns are kept behind."""

    def __init__(self, kept: CallMemory, behind: Behind) -> None:
        self._here = InMemoryCallMemory()
        self._kept = kept
        self._behind = behind

    async def append(self, session_id: str, turn: Turn, *, epoch: int) -> None:
        await self._here.append(session_id, turn, epoch=epoch)
        self._behind.add(session_id, lambda: self._kept.append(session_id, turn, epoch=epoch))

    async def recall(self, session_id: str) -> tuple[Turn, ...]:
        """As the one tells that knows more: behind may be late, and here it may have been carried only before."""
        return max(await self._here.recall(session_id), await self._kept.recall(session_id), key=len)

    async def claim(self, session_id: str, *, epoch: int) -> bool:
        """Behind at once, before what waits: where that cannot be reached, nobody can tell."""
        await self._here.claim(session_id, epoch=epoch)
        try:
            return await self._kept.claim(session_id, epoch=epoch)
        except self._behind.failures:
            return False

    async def settle(self) -> bool:
        """The states and notes of all calls too: they wait in one row."""
        await self._behind.settled()
        return True

    async def forget(self, session_id: str) -> None:
        """Here. What is kept behind goes by itself in the end: another process may carry the call by now."""
        await self._here.forget(session_id)
