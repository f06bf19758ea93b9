"""Tenants at control planes that share a real Redis."""

import asyncio
from typing import cast

import redis

from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN
from tests.fakes.control_plane.registering import holding_lease
from tests.fakes.control_plane.serving import serving

CALLS = "/api/v1/calls"
KEYS = "/api/v1/api-keys"
OPERATOR = "the-operator-himself"
SOON_S = 10.0
AS_OPERATOR = {"Authorization": f"Bearer {OPERATOR}"}


async def test_a_key_works_and_is_revoked_at_all_control_planes_at_once(redis_url: str) -> None:
    shared: dict[str, object] = {"redis_url": redis_url, "operator_token": OPERATOR, "anonymous_calls": False}
    async with (
        serve(FakeAgent()) as agent,
        serving(agent.url, **shared) as one,
        serving(agent.url, **shared) as other,
    ):
        made = (await one.post(KEYS, json={"name": "till", "tenant": "acme"}, headers=AS_OPERATOR)).json()
        by = {"Authorization": f"Bearer {made['key']}"}
        call = (await other.post(TOKEN, headers=by)).json()
        seen = await one.get(f"{CALLS}/{call['session_id']}", headers=by)
        assert seen.status_code == 200
        (listed,) = (await other.get(KEYS, params={"tenant": "acme"}, headers=AS_OPERATOR)).json()["keys"]
        assert listed["last_used_at"] is not None
        await one.delete(f"{KEYS}/{made['key_id']}", headers=AS_OPERATOR)
        for client in (one, other):
            assert (await client.get(f"{CALLS}/{call['session_id']}", headers=by)).status_code == 401


async def test_of_a_key_redis_has_the_hash_only(redis_url: str) -> None:
    shared: dict[str, object] = {"redis_url": redis_url, "operator_token": OPERATOR}
    async with serving(**shared) as client:
        made = (await client.post(KEYS, json={"name": "till", "tenant": "acme"}, headers=AS_OPERATOR)).json()
    with redis.Redis.from_url(redis_url, decode_responses=True) as looking:
        told = str([looking.hgetall(name) for name in cast("list[str]", looking.keys("parley:api-key:*"))])
    assert made["key_id"] in told
    assert made["key"].split("_", 2)[2] not in told


async def test_whose_a_call_is_survives_the_loss_of_redis(redis_url: str) -> None:
    shared: dict[str, object] = {"redis_url": redis_url, "operator_token": OPERATOR, "anonymous_calls": False}
    async with (
        serve(FakeAgent()) as agent,
        serving(**shared) as client,
        holding_lease(str(client.base_url), agent, "a"),
    ):
        made = [
            (await client.post(KEYS, json={"name": "till", "tenant": tenant}, headers=AS_OPERATOR)).json()
            for tenant in ("acme", "zeta")
        ]
        ours, theirs = ({"Authorization": f"Bearer {each['key']}"} for each in made)
        call = (await client.post(TOKEN, json={"identity": "ann"}, headers=ours)).json()
        with redis.Redis.from_url(redis_url) as losing:
            names = cast("list[bytes]", losing.keys("parley:*"))
            losing.delete(*(name for name in names if not name.startswith(b"parley:api-key")))
        path = f"{CALLS}/{call['session_id']}"
        async with asyncio.timeout(SOON_S):
            while (await client.get(path, headers=AS_OPERATOR)).status_code == 404:
                await asyncio.sleep(0.05)
        assert (await client.get(path, headers=theirs)).status_code == 404
        assert (await client.get(path, headers=ours)).status_code == 200
        (listed,) = (await client.get(CALLS, headers=ours)).json()["calls"]
        assert (listed["session_id"], listed["tenant"]) == (call["session_id"], "acme")
        again = await client.post(TOKEN, json={"room": call["room"], "identity": "ann"}, headers=ours)
        assert again.json()["session_id"] == call["session_id"]


async def test_who_ends_and_comes_back_at_once_gets_no_more_calls_than_his_tenant_may_have(redis_url: str) -> None:
    capped: dict[str, object] = {"redis_url": redis_url, "tenant_calls": 3}
    agent = FakeAgent(capacity=100)
    async with serve(agent), serving(agent.url, **capped) as one, serving(agent.url, **capped) as other:
        for _ in range(5):
            for session in agent.live():  # which the registry has not heard of when its caller is back
                agent.end(session.session_id)
            wishes = [{"room": f"r{number}", "identity": f"u{number}"} for number in range(6)]
            answers = await asyncio.gather(
                *(client.post(TOKEN, json=wish) for wish in wishes for client in (one, other))
            )
            told = {(answer.status_code, answer.json().get("code")) for answer in answers}
            assert told <= {(200, None), (429, "tenant_full")}
            assert len(agent.live()) <= 3


async def test_a_call_whose_agent_fell_silent_counts_in_its_new_room(redis_url: str) -> None:
    capped: dict[str, object] = {"redis_url": redis_url, "tenant_calls": 3}
    silent, well = FakeAgent(hold=asyncio.Event(), capacity=100), FakeAgent(capacity=100)
    async with serve(silent), serve(well), serving(silent.url, well.url, **capped) as client:
        answers = await asyncio.gather(*(client.post(TOKEN) for _ in range(3)))
        assert {answer.status_code for answer in answers} == {200}
        assert len(well.live()) == 3
        refused = await asyncio.gather(*(client.post(TOKEN) for _ in range(3)))
    assert {answer.json()["code"] for answer in refused} == {"tenant_full"}


async def test_with_redis_away_a_key_is_not_checked_and_that_is_said() -> None:
    async with serving(redis_url="redis://127.0.0.1:9/0", operator_token=OPERATOR) as client:
        by = {"Authorization": "Bearer parley_0123456789abcdef_" + "A" * 43}
        answer = await client.get(CALLS, headers=by)
    assert (answer.status_code, answer.json()["code"]) == (503, "registry_unavailable")
