"""The graph's memory in this process."""

import threading
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import Checkpoint, empty_checkpoint

from infrastructure.persistence.checkpointer import LatestCheckpointSaver


def thread(name: str) -> RunnableConfig:
    return {"configurable": {"thread_id": name, "checkpoint_ns": ""}}


def checkpoint(version: int, **values: Any) -> Checkpoint:
    empty = empty_checkpoint()
    empty["channel_values"] = values
    empty["channel_versions"] = dict.fromkeys(values, version)
    return empty


def test_what_cannot_be_kept_leaves_nothing_behind() -> None:
    saver = LatestCheckpointSaver()
    with pytest.raises(TypeError, match="lock"):
        saver.put(thread("a"), checkpoint(1, said="my name is Ada", x=threading.Lock()), {}, {"said": 1, "x": 1})
    saver.delete_thread("a")
    assert not saver.blobs


def test_one_checkpoint_is_kept_of_each_thread_and_nothing_of_one_that_is_forgotten() -> None:
    saver = LatestCheckpointSaver()
    for name in ("a", "b"):
        config = thread(name)
        for version in (1, 2, 3):
            config = saver.put(config, checkpoint(version, said=version), {}, {"said": version})
            saver.put_writes(config, [("said", "more")], "task")
    saver.delete_thread("a")
    kept = saver.get_tuple(thread("b"))
    assert kept is not None
    assert kept.checkpoint["channel_values"] == {"said": 3}
    assert [key[0] for key in saver.blobs] == ["b"]
    assert [key[0] for key in saver.writes] == ["b"]
