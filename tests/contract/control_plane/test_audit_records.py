"""What every audit record that can be read promises."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.audit_trail import AuditRecords
from control_plane.infrastructure.in_memory_audit_trail import InMemoryAuditTrail
from control_plane.infrastructure.redis.audit_trail import RedisAuditTrail
from control_plane.infrastructure.redis.connection import RedisConnection

MOST = 200
NOW = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)


@asynccontextmanager
async def in_memory(_url: str) -> AsyncGenerator[AuditRecords]:
    yield InMemoryAuditTrail(MOST)


@asynccontextmanager
async def on_redis(url: str) -> AsyncGenerator[AuditRecords]:
    async with RedisConnection(url) as connection:
        yield RedisAuditTrail(connection, MOST, MOST)


@pytest.fixture(params=[in_memory, on_redis])
async def trail(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[AuditRecords]:
    async with request.param(redis_url) as made:
        yield made


def record(request_id: str, tenant: str = "") -> AuditRecord:
    """One that concerns this tenant, by somebody of another."""
    return AuditRecord(
        NOW, request_id, "call.end", "refused", "room_taken", "ann", "hers", "c1", "10.0.0.1", 3, "k1", tenant
    )


async def ids(trail: AuditRecords, tenant: str | None, limit: int = 10, after: str | None = None) -> list[str]:
    return [kept.record.request_id for kept in await trail.page(tenant, limit, after)]


async def test_a_record_comes_back_as_it_was(trail: AuditRecords):
    await trail.append([record("r1", "acme")])
    (kept,) = await trail.page(None, 10)
    assert kept.record == record("r1", "acme")


async def test_the_newest_comes_first_and_pages_follow_each_other(trail: AuditRecords):
    await trail.append([record(f"r{n}") for n in range(5)])
    first = await trail.page(None, 2)
    assert [kept.record.request_id for kept in first] == ["r4", "r3"]
    await trail.append([record("r5")])
    assert await ids(trail, None, 2, first[-1].position) == ["r2", "r1"]


async def test_one_tenant_does_not_exist_for_another(trail: AuditRecords):
    await trail.append([record("r1", "acme"), record("r2", "other"), record("r3")])
    assert await ids(trail, "acme") == ["r1"]
    assert await ids(trail, "nobody") == []
    assert await ids(trail, "hers") == []
    assert await ids(trail, "") == []
    assert await ids(trail, None) == ["r3", "r2", "r1"]


async def test_it_does_not_grow_for_ever(trail: AuditRecords):
    for _ in range(10):
        await trail.append([record("r") for _ in range(100)])
    assert len(await trail.page(None, 10_000)) <= 2 * MOST


async def test_one_tenant_does_not_drive_out_the_records_of_another(trail: AuditRecords):
    await trail.append([record("r1", "acme")])
    for _ in range(10):
        await trail.append([record("r", "flooding") for _ in range(100)])
    assert await ids(trail, "acme") == ["r1"]


@pytest.mark.parametrize("text", ['a\n{"what": "forged"}', "\x00\u202e\ud7ff", "'; FLUSHALL", "*\r\n$3\r\nDEL"])
async def test_whatever_is_in_a_record_stays_in_it(trail: AuditRecords, text: str):
    await trail.append([record(text, tenant=text)])
    assert await ids(trail, None) == [text]
    assert await ids(trail, text) == [text]
