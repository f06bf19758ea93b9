"""What every call memory promises."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from domain.entities.turn import Turn
from domain.errors import StaleEpoch
from domain.interfaces.memory import CallMemory
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.postgres.memory import PostgresCallMemory
from infrastructure.persistence.redis.connection import connect
from infrastructure.persistence.redis.memory import RedisCallMemory
from tests.postgres_server import opened


@asynccontextmanager
async def opened_in(kind: str, request: pytest.FixtureRequest) -> AsyncGenerator[CallMemory]:
    if kind == "here":
        yield InMemoryCallMemory()
    elif kind == "postgres":
        async with opened(request.getfixturevalue("postgres_url")) as postgres:
            yield PostgresCallMemory(postgres, ttl_s=60)
    else:
        async with connect(request.getfixturevalue("redis_url")) as client:
            yield RedisCallMemory(client, ttl_s=60)


@pytest.fixture(params=["here", "redis", "postgres"])
async def memory(request: pytest.FixtureRequest) -> AsyncGenerator[CallMemory]:
    async with opened_in(request.param, request) as found:
        yield found


@pytest.fixture
async def elsewhere(request: pytest.FixtureRequest) -> AsyncGenerator[CallMemory]:
    """Another process' memory of the same kind."""
    async with opened_in(request.node.callspec.params["memory"], request) as found:
        yield found


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


async def test_a_claim_keeps_older_epochs_from_writing_and_from_claiming(memory: CallMemory) -> None:
    is_known_elsewhere = await memory.claim("c1", epoch=2)
    assert is_known_elsewhere is not isinstance(memory, InMemoryCallMemory)
    with pytest.raises(StaleEpoch):
        await memory.append("c1", turn("old owner"), epoch=1)
    with pytest.raises(StaleEpoch):
        await memory.claim("c1", epoch=1)
    await memory.claim("c1", epoch=2)


async def test_a_claim_holds_wherever_the_call_can_be_found(memory: CallMemory, elsewhere: CallMemory) -> None:
    if await memory.claim("c1", epoch=2):
        with pytest.raises(StaleEpoch):
            await elsewhere.claim("c1", epoch=1)


async def test_a_forgotten_session_leaves_nothing(memory: CallMemory) -> None:
    await memory.append("c1", turn("secret"), epoch=1)
    await memory.forget("c1")
    await memory.forget("c1")
    assert await memory.recall("c1") == ()


async def test_what_was_written_is_found_elsewhere_or_said_not_to_be(
    memory: CallMemory, elsewhere: CallMemory
) -> None:
    await memory.append("c1", turn("said"), epoch=1)
    is_found = await memory.settle()
    assert is_found is not isinstance(memory, InMemoryCallMemory)
    assert [each.said for each in await elsewhere.recall("c1")] == ["said"] * is_found


async def test_what_a_caller_typed_comes_back_as_it_was(memory: CallMemory) -> None:
    typed = "a NUL \0, a quote ', Grüße, \u2028 and 100 %s"
    await memory.append("c1", turn(typed), epoch=1)
    assert [each.said for each in await memory.recall("c1")] == [typed]
