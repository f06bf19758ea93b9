"""Control planes that share their calls in a real Redis."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from control_plane.domain.entities.call import Call
from control_plane.domain.entities.replica import Replica, Report
from control_plane.domain.interfaces.call_registry import CallFilter
from control_plane.infrastructure.redis import replica_registry
from control_plane.infrastructure.redis.call_registry import LOOKED_AT, RedisCallRegistry
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.replica_registry import RedisReplicaRegistry
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN, open_http

CALLS = "/api/v1/calls"


async def test_what_one_control_plane_began_another_sees_and_ends(redis_url: str) -> None:
    agent = FakeAgent("a")
    async with open_http(agent, redis_url=redis_url) as one, open_http(agent, redis_url=redis_url) as other:
        begun = (await one.post(TOKEN, json={"room": "lobby", "identity": "ann"})).json()
        taken = await other.post(TOKEN, json={"room": "lobby", "identity": "bob"})
        ended = await other.delete(f"{CALLS}/{begun['session_id']}")
        seen = await one.get(f"{CALLS}/{begun['session_id']}")
    assert taken.status_code == 409
    assert (ended.status_code, seen.json()["status"]) == (200, "ended")


async def test_without_redis_a_caller_is_asked_to_come_back() -> None:
    async with open_http(FakeAgent("a"), redis_url="redis://127.0.0.1:1/0") as client:
        answer: httpx.Response = await client.post(TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (503, "registry_unavailable")
    assert answer.headers["Retry-After"]


async def test_a_replica_that_an_older_control_plane_keeps_alive_is_not_taken_for_dead(redis_url: str) -> None:
    """One that knows nothing of the index of leases, while control planes are being replaced."""
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as older:
        replicas = RedisReplicaRegistry(connection)
        await replicas.renew(Report("a", "http://a:8000", "i1", "0.1.0", 10), 0, (), 60.0)
        await older.zadd("parley:leases", {"a": 1})
        assert await replicas.leaving() == ()
        assert await older.zcount("parley:leases", 0, 1) == 0


async def test_what_agent_services_keep_of_a_call_is_no_call(redis_url: str) -> None:
    async with open_http(FakeAgent("a"), redis_url=redis_url) as client, Redis.from_url(redis_url) as agent:
        call_id = (await client.post(TOKEN)).json()["session_id"]
        await agent.rpush(f"parley:call:{call_id}:turns", "{}")  # pyright: ignore[reportGeneralTypeIssues]
        seen = await client.get(f"{CALLS}/{call_id}")
        nowhere = await client.get(f"{CALLS}/{call_id}:turns")
    assert (seen.status_code, nowhere.status_code) == (200, 404)


async def test_of_a_replica_that_froze_nothing_stays(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica_registry, "KEPT_S", 0.05)
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as watching:
        replicas = RedisReplicaRegistry(connection)
        await replicas.renew(Report("a", "http://a:8000", "i1", "0.1.0", 10), 0, (), 0.05)
        await asyncio.sleep(0.2)
        assert await replicas.all() == ()
        assert await watching.keys() == [b"parley:renewals"]


async def test_of_a_call_that_never_began_nothing_stays(redis_url: str) -> None:
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as watching:
        calls, at = RedisCallRegistry(connection), datetime.now(UTC)
        await calls.claim(Call("c1", "lobby", "ann", at, at, tenant="acme", owner="user:ann"))
        await calls.release("c1", epoch=1)
        assert await watching.keys() == []


async def many_calls(calls: RedisCallRegistry, count: int) -> None:
    """Of one tenant; the oldest is of another owner than the others."""
    for number in range(count):
        at = datetime.fromtimestamp(1_767_225_600 + number, UTC)
        owner = "somebody else" if number else "ann"
        await calls.claim(Call(f"c{number}", f"r{number}", "", at, at, tenant="acme", owner=owner))


async def steps_for(calls: RedisCallRegistry, wanted: CallFilter, redis_url: str) -> tuple[int, int, int]:
    """How many calls a page has, in how many scripts, and how often these looked at a call."""
    async with Redis.from_url(redis_url) as watching:
        await calls.count_live()
        await watching.config_resetstat()
        found = await calls.page(wanted, 100, None)
        told: dict[str, Any] = await watching.info("commandstats")  # pyright: ignore[reportUnknownMemberType]
    scripts = told.get("cmdstat_evalsha", {}).get("calls", 0)
    return len(found), scripts, told.get("cmdstat_hmget", {}).get("calls", 0)


async def test_a_users_page_costs_what_the_user_has_and_any_other_one_lets_others_in_between(
    redis_url: str,
) -> None:
    count = 2 * LOOKED_AT + 10
    async with RedisConnection(redis_url) as connection:
        calls = RedisCallRegistry(connection)
        await many_calls(calls, count)
        mine, theirs = CallFilter(tenant="acme", owner="ann"), CallFilter(tenant="acme", room="r0")
        await calls.page(mine, 1, None)
        assert await steps_for(calls, mine, redis_url) == (1, 1, 1)
        assert await steps_for(calls, theirs, redis_url) == (1, 3, count)


async def test_a_caller_who_is_refused_has_nobody_read_the_whole_fleet(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_: RedisReplicaRegistry) -> tuple[Replica, ...]:
        raise AssertionError

    monkeypatch.setattr(RedisReplicaRegistry, "all", refuse)
    nowhere = FakeAgent("nowhere", manner="dead")
    async with open_http(nowhere, redis_url=redis_url) as client, RedisConnection(redis_url) as connection:
        full = Report("a", "http://a:8000", "i1", "0.1.0", 10)
        await RedisReplicaRegistry(connection).renew(full, 10, (), 60.0)
        answer = await client.post(TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (503, "full")
