"""The saver in Redis keeps what LangGraph asks of savers, and refuses who has been succeeded."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, empty_checkpoint
from langgraph.checkpoint.conformance import (  # pyright: ignore[reportMissingTypeStubs]
    checkpointer_test,
    validate,
)
from redis.asyncio import Redis

from domain.entities.turn import Turn
from domain.errors import StaleEpoch
from infrastructure.persistence.redis.checkpointer import RedisCheckpointSaver
from infrastructure.persistence.redis.connection import connect
from infrastructure.persistence.redis.memory import RedisCallMemory

TTL_S = 60
WHERE: RunnableConfig = {"configurable": {"thread_id": "c1", "checkpoint_ns": ""}}


@pytest.fixture
async def client(redis_url: str) -> AsyncGenerator[Redis]:
    async with connect(redis_url) as client:
        yield client


async def test_langgraphs_own_suite_finds_nothing_wrong(client: Redis) -> None:
    @checkpointer_test(name="redis")
    async def in_redis() -> AsyncGenerator[BaseCheckpointSaver[Any], None]:
        await client.flushall()
        yield RedisCheckpointSaver(client, TTL_S, keeps_all=True)

    report = await validate(in_redis)

    failures = {name: result.failures for name, result in report.results.items() if result.tests_failed}
    assert failures == {}
    assert report.passed_all_base()


def checkpoint_of(value: str, number: int) -> Any:
    made = empty_checkpoint()
    return {
        **made,
        "id": f"{number:08d}",
        "channel_values": {"said": value},
        "channel_versions": {"said": number},
    }


def owned_by(epoch: int) -> RunnableConfig:
    return {"configurable": {**WHERE["configurable"], "epoch": epoch}}  # pyright: ignore[reportTypedDictNotRequiredAccess]


async def save(saver: RedisCheckpointSaver, value: str, number: int, epoch: int) -> None:
    await saver.aput(owned_by(epoch), checkpoint_of(value, number), {}, {"said": number})


async def said(saver: RedisCheckpointSaver) -> Any:
    found = await saver.aget_tuple(WHERE)
    return found.checkpoint["channel_values"]["said"] if found else None


async def test_an_owner_who_was_succeeded_saves_nothing(client: Redis) -> None:
    old, new = (RedisCheckpointSaver(client, TTL_S) for _ in range(2))
    await save(old, "first", 1, epoch=1)
    await save(new, "second", 2, epoch=2)

    with pytest.raises(StaleEpoch):
        await save(old, "too late", 3, epoch=1)

    assert await said(new) == "second"


async def test_only_the_newest_is_kept_of_a_call(client: Redis) -> None:
    saver = RedisCheckpointSaver(client, TTL_S)
    for number in range(1, 6):
        await save(saver, f"answer {number}", number, epoch=1)

    assert await said(saver) == "answer 5"
    assert [each async for each in saver.alist(WHERE)][1:] == []
    assert await client.dbsize() <= 5


async def test_a_save_that_comes_between_the_steps_of_a_load_loses_nothing(
    client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen, successor = (RedisCheckpointSaver(client, TTL_S) for _ in range(2))
    await save(frozen, "first", 1, epoch=1)
    look = cast("Any", client.zrange)

    async def and_the_owner_wakes_up(*args: Any, **how: Any) -> Any:
        newest = await look(*args, **how)
        monkeypatch.undo()
        await save(frozen, "second", 2, epoch=1)
        return newest

    monkeypatch.setattr(client, "zrange", and_the_owner_wakes_up)
    assert await said(successor) == "second"


async def test_nothing_is_left_of_a_call_that_is_forgotten(client: Redis) -> None:
    saver = RedisCheckpointSaver(client, TTL_S)
    await save(saver, "a secret", 1, epoch=1)

    await saver.adelete_thread("c1")

    assert await client.dbsize() == 0


async def test_all_of_a_call_goes_by_itself_in_the_end(client: Redis) -> None:
    saver = RedisCheckpointSaver(client, TTL_S)
    await save(saver, "an answer", 1, epoch=1)

    keys = cast("list[bytes]", await client.keys())
    lives_s = [await client.ttl(key) for key in keys]

    assert [life for life in lives_s if not 0 < life <= TTL_S] == []


async def test_a_turn_that_is_kept_twice_is_there_once(client: Redis) -> None:
    memory = RedisCallMemory(client, TTL_S)
    turn = Turn("hello", "good day", "sales", interrupted=False, at=datetime(2026, 1, 1, tzinfo=UTC))
    for _ in range(2):
        await memory.append("c1", turn, epoch=1)
    assert await memory.recall("c1") == (turn,)
