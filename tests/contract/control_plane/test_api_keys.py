"""What every store of API keys promises."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from control_plane.domain.entities.api_key import ApiKey
from control_plane.domain.entities.principal import Role
from control_plane.domain.interfaces.api_keys import ApiKeys
from control_plane.infrastructure.in_memory_api_keys import InMemoryApiKeys
from control_plane.infrastructure.redis.api_keys import RedisApiKeys
from control_plane.infrastructure.redis.connection import RedisConnection

AT = datetime(2026, 1, 1, 12, 0, 0, 5, tzinfo=UTC)
MANY = 9


@asynccontextmanager
async def in_memory(_url: str) -> AsyncGenerator[ApiKeys]:
    yield InMemoryApiKeys()


@asynccontextmanager
async def on_redis(url: str) -> AsyncGenerator[ApiKeys]:
    async with RedisConnection(url) as connection:
        yield RedisApiKeys(connection)


@pytest.fixture(params=[in_memory, on_redis])
async def keys(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[ApiKeys]:
    async with request.param(redis_url) as store:
        yield store


def key(key_id: str = "k1", tenant: str = "acme", minute: int = 0) -> ApiKey:
    created_at = AT + timedelta(minutes=minute)
    return ApiKey(key_id, tenant, "der Läufer", Role.ADMIN, created_at, "user:ada", "d" * 64)


async def test_every_fact_of_a_key_is_kept(keys: ApiKeys) -> None:
    assert await keys.add(key(), MANY)
    assert await keys.find("k1") == key()


async def test_an_unknown_key_is_not_found(keys: ApiKeys) -> None:
    assert await keys.find("k1") is None


async def test_a_tenants_keys_are_its_own_the_oldest_first(keys: ApiKeys) -> None:
    for each in (key("k2", minute=2), key("k1", minute=1), key("k3", "zeta")):
        await keys.add(each, MANY)
    assert [each.key_id for each in await keys.of("acme")] == ["k1", "k2"]
    assert await keys.of("nobody") == ()


async def test_a_removed_key_is_gone(keys: ApiKeys) -> None:
    await keys.add(key(), MANY)
    await keys.remove("k1")
    await keys.remove("k1")
    assert (await keys.find("k1"), await keys.of("acme")) == (None, ())


async def test_a_tenant_has_only_so_many_and_others_do_not_count(keys: ApiKeys) -> None:
    assert await keys.add(key("k1"), 2)
    assert await keys.add(key("k2", "zeta"), 2)
    assert await keys.add(key("k3"), 2)
    assert not await keys.add(key("k4"), 2)
    await keys.remove("k1")
    assert await keys.add(key("k4"), 2)


async def test_it_is_known_when_a_key_was_used_last(keys: ApiKeys) -> None:
    await keys.add(key(), MANY)
    await keys.used("k1", AT)
    assert await keys.find("k1") == replace(key(), last_used_at=AT)
    assert await keys.of("acme") == (replace(key(), last_used_at=AT),)


async def test_using_a_key_that_was_just_removed_does_not_bring_it_back(keys: ApiKeys) -> None:
    await keys.add(key(), MANY)
    await keys.remove("k1")
    await keys.used("k1", AT)
    assert await keys.find("k1") is None
