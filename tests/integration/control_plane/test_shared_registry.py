"""Control planes that share their calls in a real Redis."""

import httpx
from redis.asyncio import Redis

from control_plane.domain.entities.replica import Report
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.replica_registry import RedisReplicaRegistry
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN, open_http

CALLS = "/api/v1/calls"


async def test_what_one_control_plane_began_another_sees_and_ends(redis_url: str):
    agent = FakeAgent("a")
    async with open_http(agent, redis_url=redis_url) as one, open_http(agent, redis_url=redis_url) as other:
        begun = (await one.post(TOKEN, json={"room": "lobby", "identity": "ann"})).json()
        taken = await other.post(TOKEN, json={"room": "lobby", "identity": "bob"})
        ended = await other.delete(f"{CALLS}/{begun['session_id']}")
        seen = await one.get(f"{CALLS}/{begun['session_id']}")
    assert taken.status_code == 409
    assert (ended.status_code, seen.json()["status"]) == (200, "ended")


async def test_without_redis_a_caller_is_asked_to_come_back():
    async with open_http(FakeAgent("a"), redis_url="redis://127.0.0.1:1/0") as client:
        answer: httpx.Response = await client.post(TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (503, "registry_unavailable")
    assert answer.headers["Retry-After"]


async def test_a_replica_that_an_older_control_plane_keeps_alive_is_not_taken_for_dead(redis_url: str):
    """One that knows nothing of the index of leases, while control planes are being replaced."""
    async with RedisConnection(redis_url) as connection, Redis.from_url(redis_url) as older:
        replicas = RedisReplicaRegistry(connection)
        await replicas.renew(Report("a", "http://a:8000", "i1", "0.1.0", 10), 0, (), 60.0)
        await older.zadd("parley:leases", {"a": 1})
        assert await replicas.leaving() == ()
        assert await older.zcount("parley:leases", 0, 1) == 0
