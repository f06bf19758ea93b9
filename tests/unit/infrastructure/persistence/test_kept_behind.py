"""What a process knows of the calls that it took over."""

from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.memory import InMemorySaver

from infrastructure.persistence import kept_behind as module
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.kept_behind import READ_ANEW, CheckpointsKeptBehind


class CountedSaver(InMemorySaver):
    """Has nothing, and counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = list[str]()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        self.asked.append(config.get("configurable", {})["thread_id"])
        return None


def owned(thread: str, epoch: int, **more: object) -> RunnableConfig:
    configurable: dict[str, Any] = {"thread_id": thread, "checkpoint_ns": "", "epoch": epoch, **more}
    return {"configurable": configurable}


async def test_a_call_that_was_taken_over_is_read_once() -> None:
    kept = CountedSaver()
    saver = CheckpointsKeptBehind(kept, Behind("the store", ()))
    for epoch in (2, 2, 3):
        await saver.aget_tuple(owned("c1", epoch))
    await saver.aget_tuple(owned("own", 1))
    assert kept.asked == ["c1", "c1"]


async def test_what_is_to_be_read_anew_is_and_is_then_known() -> None:
    kept = CountedSaver()
    saver = CheckpointsKeptBehind(kept, Behind("the store", ()))
    anew = owned("c1", 2, **{READ_ANEW: True})
    for config in (anew, anew, owned("c1", 2)):
        await saver.aget_tuple(config)
    assert kept.asked == ["c1", "c1"]


async def test_what_is_to_be_read_anew_and_cannot_is_not_gone_on_without() -> None:
    class Away(CountedSaver):
        async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
            raise ConnectionError

    saver = CheckpointsKeptBehind(Away(), Behind("the store", (ConnectionError,)))
    assert await saver.aget_tuple(owned("c1", 2)) is None
    anew = owned("c1", 2, **{READ_ANEW: True})
    with pytest.raises(ConnectionError):
        await saver.aget_tuple(anew)


async def test_takeovers_of_long_ago_take_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TAKEN_OVER", 2)
    kept = CountedSaver()
    saver = CheckpointsKeptBehind(kept, Behind("the store", ()))
    for thread in ("lives", "over", "lives", "new", "lives", "over"):
        await saver.aget_tuple(owned(thread, 2))
    assert kept.asked == ["lives", "over", "new", "over"]
