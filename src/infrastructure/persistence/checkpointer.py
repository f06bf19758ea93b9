"""The graph's memory in this process: the newest checkpoint of each session, and none before it."""

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.memory import InMemorySaver


class LatestCheckpointSaver(InMemorySaver):
    """LangGraph's own saver keeps every step of every turn: a call's memory grows with the square of its length.

    Nobody goes back in a call: a checkpoint is dropped as soon as the one that follows from it is there.
    """

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        saved = super().put(config, checkpoint, metadata, new_versions)
        where = saved.get("configurable", {})
        thread, namespace = where["thread_id"], where["checkpoint_ns"]
        steps = self.storage[thread][namespace]
        for older in [step for step in steps if step != checkpoint["id"]]:
            del steps[older]
            self.writes.pop((thread, namespace, older), None)
        kept = checkpoint["channel_versions"]
        for key in [key for key in self.blobs if key[:2] == (thread, namespace) and kept.get(key[2]) != key[3]]:
            del self.blobs[key]
        return saved
