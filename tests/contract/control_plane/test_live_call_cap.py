"""What every way to cap a tenant's calls promises."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.interfaces import live_call_cap
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.live_call_cap import LiveCallCap
from control_plane.infrastructure import in_memory_live_call_cap
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry
from control_plane.infrastructure.in_memory_live_call_cap import InMemoryLiveCallCap
from control_plane.infrastructure.redis import live_call_cap as redis_live_call_cap
from control_plane.infrastructure.redis.call_registry import RedisCallRegistry
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.live_call_cap import RedisLiveCallCap

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Side:
    calls: CallRegistry
    cap: LiveCallCap


@asynccontextmanager
async def in_memory(_url: str) -> AsyncGenerator[Side]:
    calls = InMemoryCallRegistry()
    yield Side(calls, InMemoryLiveCallCap(calls))


@asynccontextmanager
async def on_redis(url: str) -> AsyncGenerator[Side]:
    async with RedisConnection(url) as connection:
        yield Side(RedisCallRegistry(connection), RedisLiveCallCap(connection))


@pytest.fixture(params=[in_memory, on_redis])
async def side(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[Side]:
    async with request.param(redis_url) as made:
        yield made


@pytest.fixture
def nothing_is_young(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that is not live counts no longer, however new it is."""
    for module in (live_call_cap, in_memory_live_call_cap, redis_live_call_cap):
        monkeypatch.setattr(module, "PLACED_WITHIN_S", 0.0)


def call(call_id: str) -> Call:
    return Call(
        call_id=call_id,
        room=f"room-{call_id}",
        identity="ann",
        started_at=NOW,
        confirmed_at=NOW,
        room_chosen=False,
        metadata={},
    )


async def test_of_many_at_once_so_many_are_admitted(side: Side):
    admitted = await asyncio.gather(*(side.cap.admit("acme", f"c{n}", 3) for n in range(20)))
    assert sum(admitted) == 3


async def test_tenants_have_places_of_their_own(side: Side):
    assert await side.cap.admit("acme", "a", 1)
    assert not await side.cap.admit("acme", "b", 1)
    assert await side.cap.admit("other", "b", 1)


async def test_the_same_call_is_counted_once(side: Side):
    assert await side.cap.admit("acme", "a", 1)
    assert await side.cap.admit("acme", "a", 1)


async def test_a_call_that_was_not_placed_leaves_its_place(side: Side):
    assert await side.cap.admit("acme", "a", 1)
    await side.cap.release("acme", "a")
    assert await side.cap.admit("acme", "b", 1)


async def test_a_live_call_counts_for_as_long_as_it_lasts(side: Side, nothing_is_young: None):
    lasting = call("a")
    assert await side.cap.admit("acme", "a", 1)
    await side.calls.claim(lasting)
    assert not await side.cap.admit("acme", "b", 1)
    await side.calls.exchange(lasting, replace(lasting, epoch=2).over(CallStatus.ENDED, "caller_left", NOW))
    assert await side.cap.admit("acme", "b", 1)


async def test_a_call_whose_control_plane_died_before_it_was_placed_counts_no_longer(
    side: Side, nothing_is_young: None
):
    assert await side.cap.admit("acme", "a", 1)
    await asyncio.sleep(0.005)
    assert await side.cap.admit("acme", "b", 1)
