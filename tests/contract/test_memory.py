"""What every call memory promises."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest

from domain.entities.turn import Turn
from domain.errors import StaleEpoch
from domain.interfaces.memory import CallMemory
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.redis.connection import connect
from infrastructure.persistence.redis.memory import RedisCallMemory


@pytest.fixture(params=["here", "redis"])
async def memory(request: pytest.FixtureRequest) -> AsyncGenerator[CallMemory]:
    if request.param == "here":
        yield InMemoryCallMemory()
        return
    async with connect(request.getfixturevalue("redis_url")) as client:
        yield RedisCallMemory(client, ttl_s=60)


def turn(said: str) -> Turn:
    return Turn(said, "an answer", "sales", interrupted=False, at=datetime(2026, 1, 1, tzinfo=UTC))


async def test_turns_are_recalled_oldest_first(memory: CallMemory) -> None:
    for said in ("one", "two", "three"):
        await memory.append("c1", turn(said), epoch=1)
    assert [each.said for each in await memory.recall("c1")] == ["one", "two", "three"]


async def test_sessions_do_not_mix(memory: CallMemory) -> None:
    await memory.append("c1", turn("mine"), epoch=1)
    await memory.append("c2", turn("yours"), epoch=1)
    assert [each.said for each in await memory.recall("c1")] == ["mine"]


async def test_an_unknown_session_has_no_turns(memory: CallMemory) -> None:
    assert await memory.recall("nobody") == ()


async def test_an_older_epoch_cannot_write(memory: CallMemory) -> None:
    await memory.append("c1", turn("new owner"), epoch=2)
    with pytest.raises(StaleEpoch):
        await memory.append("c1", turn("old owner"), epoch=1)
    assert [each.said for each in await memory.recall("c1")] == ["new owner"]


async def test_a_forgotten_session_leaves_nothing(memory: CallMemory) -> None:
    await memory.append("c1", turn("secret"), epoch=1)
    await memory.forget("c1")
    await memory.forget("c1")
    assert await memory.recall("c1") == ()


async def test_what_was_written_is_found_elsewhere_or_said_not_to_be(
    memory: CallMemory, request: pytest.FixtureRequest
) -> None:
    await memory.append("c1", turn("said"), epoch=1)
    if not await memory.settle():
        assert isinstance(memory, InMemoryCallMemory)
        return
    async with connect(request.getfixturevalue("redis_url")) as client:
        elsewhere = RedisCallMemory(client, ttl_s=60)
        assert [each.said for each in await elsewhere.recall("c1")] == ["said"]
