"""What everything that remembers events promises."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.seen_events import REMEMBERED_S, SeenEvents
from control_plane.infrastructure.in_memory_seen_events import InMemorySeenEvents
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.seen_events import RedisSeenEvents


@asynccontextmanager
async def in_memory(_url: str) -> AsyncGenerator[SeenEvents]:
    yield InMemorySeenEvents()


@asynccontextmanager
async def on_redis(url: str) -> AsyncGenerator[SeenEvents]:
    async with RedisConnection(url) as connection:
        yield RedisSeenEvents(connection)


@pytest.fixture(params=[in_memory, on_redis])
async def seen(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[SeenEvents]:
    async with request.param(redis_url) as made:
        yield made


async def test_an_event_is_new_once(seen: SeenEvents) -> None:
    assert [await seen.first(event) for event in ("a", "b", "a")] == [True, True, False]


async def test_of_those_who_are_told_at_the_same_moment_one_is_first(seen: SeenEvents) -> None:
    assert sum(await asyncio.gather(*(seen.first("a") for _ in range(20)))) == 1


async def test_memory_has_an_end() -> None:
    now_s = 0.0
    seen = InMemorySeenEvents(most=2, clock=lambda: now_s)
    assert [await seen.first(event) for event in ("a", "b", "c", "a")] == [True] * 4
    now_s = REMEMBERED_S
    assert await seen.first("a")


async def test_without_redis_nobody_can_tell() -> None:
    async with RedisConnection("redis://127.0.0.1:9/0") as connection:
        with pytest.raises(RegistryUnavailable):
            await RedisSeenEvents(connection).first("a")
