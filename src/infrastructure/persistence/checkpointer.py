"""The graph's memory in this process: the newest checkpoint of each session, and none before it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.memory import InMemorySaver


class LatestCheckpointSaver(InMemorySaver):
    """LangGraph's own saver keeps every step of every turn: a call's memory grows with the square of its length.

    Nobody goes back in a call: a checkpoint is dropped as soon as the one that follows from it is there. What
    saving and deleting cost does not depend on how many calls there are.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kept = defaultdict[str, dict[str, tuple[str, ChannelVersions]]](dict)
        """By thread and namespace: the checkpoint, and the versions of its channels."""

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        where = config.get("configurable", {})
        thread, namespace = where["thread_id"], where["checkpoint_ns"]
        versions = checkpoint["channel_versions"]
        try:
            saved = super().put(config, checkpoint, metadata, new_versions)
        except BaseException:
            self._discard(thread, namespace, checkpoint["id"], new_versions)
            raise
        self._drop(thread, namespace, checkpoint["id"], versions)
        self._kept[thread][namespace] = checkpoint["id"], dict(versions)
        return saved

    def delete_thread(self, thread_id: str) -> None:
        for namespace in list(self._kept.get(thread_id, ())):
            self._drop(thread_id, namespace, None, {})
        self._kept.pop(thread_id, None)
        self.storage.pop(thread_id, None)

    def _drop(self, thread: str, namespace: str, follower: str | None, versions: dict[str, Any]) -> None:
        """What was kept, but for what its follower still needs."""
        if namespace not in self._kept[thread]:
            return
        step, kept = self._kept[thread][namespace]
        replaced = {channel: version for channel, version in kept.items() if versions.get(channel) != version}
        self._discard(thread, namespace, None if step == follower else step, replaced)

    def _discard(self, thread: str, namespace: str, step: str | None, versions: Mapping[str, Any]) -> None:
        if step is not None:
            self.storage[thread][namespace].pop(step, None)
            self.writes.pop((thread, namespace, step), None)
        for channel, version in versions.items():
            self.blobs.pop((thread, namespace, channel, version), None)
