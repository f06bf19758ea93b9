"""What every alarm promises."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from control_plane.domain.interfaces.alarm import Alarm
from control_plane.infrastructure.in_memory_alarm import InMemoryAlarm
from control_plane.infrastructure.redis.alarm import RedisAlarm
from control_plane.infrastructure.redis.connection import RedisConnection

SHORT_S = 0.05
LONG_S = 5.0


@asynccontextmanager
async def in_memory(_url: str) -> AsyncGenerator[tuple[Alarm, Alarm]]:
    alarm = InMemoryAlarm()
    yield alarm, alarm


@asynccontextmanager
async def on_redis(url: str) -> AsyncGenerator[tuple[Alarm, Alarm]]:
    """Two control planes."""
    async with RedisConnection(url) as here, RedisConnection(url) as there:
        alarm, other = RedisAlarm(here), RedisAlarm(there)
        try:
            yield alarm, other
        finally:
            await alarm.aclose()


@pytest.fixture(params=[in_memory, on_redis])
async def alarms(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[tuple[Alarm, Alarm]]:
    async with request.param(redis_url) as made:
        await made[0].wait(SHORT_S)
        yield made


async def waited_s(alarm: Alarm, timeout_s: float) -> float:
    began_s = time.monotonic()
    await alarm.wait(timeout_s)
    return time.monotonic() - began_s


async def test_a_ring_ends_the_wait_wherever_it_came_from(alarms: tuple[Alarm, Alarm]) -> None:
    here, there = alarms
    waiting = asyncio.create_task(waited_s(here, LONG_S))
    await asyncio.sleep(SHORT_S)
    await there.ring()
    assert await waiting < 1.0


async def test_a_ring_before_the_wait_is_heard(alarms: tuple[Alarm, Alarm]) -> None:
    here, there = alarms
    await there.ring()
    assert await waited_s(here, LONG_S) < 1.0


async def test_without_a_ring_the_wait_ends_in_time(alarms: tuple[Alarm, Alarm]) -> None:
    here, _ = alarms
    assert SHORT_S * 0.9 <= await waited_s(here, SHORT_S) < 1.0


async def test_rings_that_came_together_are_heard_once(alarms: tuple[Alarm, Alarm]) -> None:
    here, there = alarms
    for _ in range(5):
        await there.ring()
    await asyncio.sleep(SHORT_S)
    assert await waited_s(here, LONG_S) < 1.0
    assert await waited_s(here, SHORT_S) >= SHORT_S * 0.9


async def test_an_alarm_without_its_redis_does_not_fail() -> None:
    async with RedisConnection("redis://127.0.0.1:1/0") as nowhere:
        alarm = RedisAlarm(nowhere)
        await alarm.ring()
        assert await waited_s(alarm, SHORT_S) >= SHORT_S * 0.9
        await alarm.aclose()
