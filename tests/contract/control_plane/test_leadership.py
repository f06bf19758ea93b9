"""What every way to lead promises."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from control_plane.domain.interfaces.leadership import Leadership
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.leadership import RedisLeadership
from control_plane.infrastructure.sole_leadership import SoleLeadership

LEASE_S = 0.2


@pytest.fixture
async def connection(redis_url: str) -> AsyncGenerator[RedisConnection]:
    async with RedisConnection(redis_url) as made:
        yield made


@pytest.fixture(params=["alone", "redis"])
def leadership(request: pytest.FixtureRequest, connection: RedisConnection) -> Leadership:
    return SoleLeadership() if request.param == "alone" else RedisLeadership(connection, LEASE_S)


async def test_who_leads_goes_on_leading_with_the_same_token(leadership: Leadership) -> None:
    first = await leadership.take()
    assert first is not None
    assert await leadership.take() == first


async def test_who_does_not_lead_may_resign(leadership: Leadership) -> None:
    await leadership.resign()
    assert await leadership.take()


async def test_one_of_two_leads(connection: RedisConnection) -> None:
    one, other = RedisLeadership(connection, LEASE_S), RedisLeadership(connection, LEASE_S)
    assert await one.take()
    assert await other.take() is None
    await other.resign()
    assert await other.take() is None


async def test_after_a_resignation_the_other_leads_at_once_with_a_higher_token(
    connection: RedisConnection,
) -> None:
    one, other = RedisLeadership(connection, LEASE_S), RedisLeadership(connection, LEASE_S)
    before = await one.take()
    await one.resign()
    after = await other.take()
    assert before
    assert after
    assert after > before


async def test_a_leader_that_falls_silent_is_succeeded(connection: RedisConnection) -> None:
    one, other = RedisLeadership(connection, LEASE_S), RedisLeadership(connection, LEASE_S)
    before = await one.take()
    await asyncio.sleep(LEASE_S + 0.05)
    after = await other.take()
    assert await one.take() is None
    assert before
    assert after
    assert after > before
