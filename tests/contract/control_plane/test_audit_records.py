"""What every audit record that can be read promises."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.audit_trail import AuditRecords
from control_plane.infrastructure.in_memory_audit_trail import InMemoryAuditTrail
from control_plane.infrastructure.redis.audit_trail import RedisAuditTrail
from control_plane.infrastructure.redis.connection import RedisConnection
from tests.fakes.control_plane.clock import FakeClock

MOST = 200
NOW = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)
KEPT_FOR = timedelta(hours=1)
OLDER = """
local passed = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', 'parley:audit*')) do
  local records, left = redis.call('XRANGE', key, '-', '+'), redis.call('PTTL', key)
  redis.call('DEL', key)
  if left > passed then
    for _, record in ipairs(records) do
      local at, number = record[1]:match('(%d+)-(%d+)')
      redis.call('XADD', key, string.format('%.0f-%s', at - passed, number), unpack(record[2]))
    end
    redis.call('PEXPIRE', key, left - passed)
  end
end
"""
"""Its clock is the machine's, so the records are written again as what was written earlier."""


@dataclass
class Side:
    """:ivar pass_time: all records become so much older."""

    trail: AuditRecords
    pass_time: Callable[[timedelta], Awaitable[None]]


@asynccontextmanager
async def in_memory(_url: str) -> AsyncGenerator[Side]:
    clock = FakeClock()

    async def pass_time(time: timedelta) -> None:
        clock.advance(time.total_seconds())

    yield Side(InMemoryAuditTrail(MOST, KEPT_FOR, clock.monotonic), pass_time)


@asynccontextmanager
async def on_redis(url: str) -> AsyncGenerator[Side]:
    async with RedisConnection(url) as connection:

        async def pass_time(time: timedelta) -> None:
            await connection.redis.execute_command("EVAL", OLDER, 0, time // timedelta(milliseconds=1))

        yield Side(RedisAuditTrail(connection, MOST, MOST, KEPT_FOR), pass_time)


@pytest.fixture(params=[in_memory, on_redis])
async def side(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[Side]:
    async with request.param(redis_url) as made:
        yield made


@pytest.fixture
def trail(side: Side) -> AuditRecords:
    return side.trail


def record(request_id: str, tenant: str = "") -> AuditRecord:
    """One that concerns this tenant, by somebody of another."""
    return AuditRecord(
        NOW, request_id, "call.end", "refused", "room_taken", "ann", "hers", "c1", "10.0.0.1", 3, "k1", tenant
    )


async def ids(trail: AuditRecords, tenant: str | None, limit: int = 10, after: str | None = None) -> list[str]:
    return [kept.record.request_id for kept in await trail.page(tenant, limit, after)]


async def test_a_record_comes_back_as_it_was(trail: AuditRecords) -> None:
    await trail.append([record("r1", "acme")])
    (kept,) = await trail.page(None, 10)
    assert kept.record == record("r1", "acme")


async def test_the_newest_comes_first_and_pages_follow_each_other(trail: AuditRecords) -> None:
    await trail.append([record(f"r{n}") for n in range(5)])
    first = await trail.page(None, 2)
    assert [kept.record.request_id for kept in first] == ["r4", "r3"]
    await trail.append([record("r5")])
    assert await ids(trail, None, 2, first[-1].position) == ["r2", "r1"]


async def test_one_tenant_does_not_exist_for_another(trail: AuditRecords) -> None:
    await trail.append([record("r1", "acme"), record("r2", "other"), record("r3")])
    assert await ids(trail, "acme") == ["r1"]
    assert await ids(trail, "nobody") == []
    assert await ids(trail, "hers") == []
    assert await ids(trail, "") == []
    assert await ids(trail, None) == ["r3", "r2", "r1"]


async def test_it_does_not_grow_for_ever(trail: AuditRecords) -> None:
    for _ in range(10):
        await trail.append([record("r") for _ in range(100)])
    assert len(await trail.page(None, 10_000)) <= 2 * MOST


async def test_one_tenant_does_not_drive_out_the_records_of_another(trail: AuditRecords) -> None:
    await trail.append([record("r1", "acme")])
    for _ in range(10):
        await trail.append([record("r", "flooding") for _ in range(100)])
    assert await ids(trail, "acme") == ["r1"]


async def test_what_is_older_than_the_retention_is_told_no_more(side: Side) -> None:
    await side.trail.append([record("r1", "acme")])
    await side.pass_time(KEPT_FOR / 2)
    await side.trail.append([record("r2", "acme")])
    await side.pass_time(KEPT_FOR * 3 / 4)
    assert await ids(side.trail, "acme") == ["r2"]
    assert await ids(side.trail, None) == ["r2"]
    await side.trail.append([record("r3", "another")])
    assert await ids(side.trail, None) == ["r3", "r2"]


async def test_nothing_is_left_of_a_tenant_that_has_gone(side: Side) -> None:
    await side.trail.append([record("r1", "acme")])
    await side.pass_time(KEPT_FOR * 1.01)
    assert await ids(side.trail, "acme") == []
    assert await ids(side.trail, None) == []
    await side.trail.append([record("r2", "another")])
    assert await ids(side.trail, None) == ["r2"]


async def test_redis_forgets_a_tenant_that_has_gone(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection:
        await RedisAuditTrail(connection, MOST, MOST, KEPT_FOR).append([record("r1", "acme")])
        left_ms = [await connection.redis.pttl(key) for key in await connection.redis.keys("parley:audit*")]
    assert len(left_ms) == 2
    assert all(0 < each <= KEPT_FOR // timedelta(milliseconds=1) for each in left_ms)


@pytest.mark.parametrize("text", ['a\n{"what": "forged"}', "\x00\u202e\ud7ff", "'; FLUSHALL", "*\r\n$3\r\nDEL"])
async def test_whatever_is_in_a_record_stays_in_it(trail: AuditRecords, text: str) -> None:
    await trail.append([record(text, tenant=text)])
    assert await ids(trail, None) == [text]
    assert await ids(trail, text) == [text]
