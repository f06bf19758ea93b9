"""What every way to count requests promises."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.request_limit import RequestLimit
from control_plane.infrastructure.counted_requests import LocalWhenAway, in_memory, in_redis
from control_plane.infrastructure.redis.connection import RedisConnection
from tests.fakes.control_plane.security_meter import FakeSecurityMeter

NOWHERE = "redis://127.0.0.1:9/0"


@asynccontextmanager
async def here(_url: str) -> AsyncGenerator[tuple[RequestLimit, RequestLimit]]:
    limit = in_memory()
    yield limit, limit


@asynccontextmanager
async def shared(url: str) -> AsyncGenerator[tuple[RequestLimit, RequestLimit]]:
    """Two control planes."""
    async with RedisConnection(url) as one, RedisConnection(url) as other:
        yield in_redis(one), in_redis(other)


@pytest.fixture(params=[here, shared])
async def limits(
    request: pytest.FixtureRequest, redis_url: str
) -> AsyncGenerator[tuple[RequestLimit, RequestLimit]]:
    async with request.param(redis_url) as made:
        yield made


async def test_so_many_are_counted_and_the_next_one_is_told_when_to_come_back(
    limits: tuple[RequestLimit, RequestLimit],
) -> None:
    one, other = limits
    taken = [await limit.take("user:a", 4) for limit in (one, other, one, other)]
    wait_s = await one.take("user:a", 4)
    assert taken == [None] * 4
    assert wait_s is not None
    assert 1 <= wait_s <= 120


async def test_one_does_not_use_up_what_another_has(limits: tuple[RequestLimit, RequestLimit]) -> None:
    limit, _ = limits
    assert await limit.take("user:a", 1) is None
    assert await limit.take("user:a", 1)
    assert await limit.take("user:b", 1) is None


async def test_at_the_same_moment_no_more_than_the_limit_pass(limits: tuple[RequestLimit, RequestLimit]) -> None:
    one, other = limits
    taken = await asyncio.gather(*((one, other)[n % 2].take("user:a", 10) for n in range(50)))
    assert taken.count(None) == 10


async def test_without_redis_a_shared_limit_says_so() -> None:
    async with RedisConnection(NOWHERE) as connection:
        with pytest.raises(RegistryUnavailable):
            await in_redis(connection).take("user:a", 1)


async def test_while_redis_is_away_each_counts_by_itself_and_does_not_wait_for_it() -> None:
    meter, clock_s = FakeSecurityMeter(), 0.0
    asked: list[float] = []

    class Away(RequestLimit):
        async def take(self, key: str, per_minute: int) -> int | None:
            asked.append(clock_s)
            raise RegistryUnavailable

    limit = LocalWhenAway(Away(), in_memory(), meter, lambda: clock_s)
    assert await limit.take("user:a", 2) is None
    assert await limit.take("user:a", 2) is None
    assert await limit.take("user:a", 2)
    clock_s = 1.5
    assert await limit.take("user:b", 2) is None
    assert asked == [0.0, 1.5]
    assert meter.locally == 4
