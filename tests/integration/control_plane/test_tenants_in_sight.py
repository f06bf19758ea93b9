"""The audit record and the limits, for users who have logged in at a real issuer."""

import asyncio

import httpx
import pytest

from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN
from tests.integration.control_plane.test_logins import KEYS, bearer, issuing, service

AUDIT = "/api/v1/audit"
OPERATOR = "o" * 20


async def recorded(
    client: httpx.AsyncClient, token: str, count: int, query: str = ""
) -> list[tuple[str, str, str]]:
    """What, by whom, of which tenant: oldest first."""
    async with asyncio.timeout(5):
        while True:
            answer = await client.get(f"{AUDIT}?limit=100{query}", headers=bearer(token))
            found = [
                (each["what"], each["subject"], each["tenant"])
                for each in reversed(answer.json()["records"])
                if each["what"] != "audit.read"
            ]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.01)


async def test_an_admin_reads_what_was_done_in_his_own_tenant_alone() -> None:
    async with issuing() as world, serve(FakeAgent()) as agent, service(world, agent.url) as client:
        ada = world.issuer.token({"sub": "ada", "tenant": "acme"})
        admin = world.issuer.token({"sub": "zoe", "tenant": "acme", "roles": ["admin"]})
        stranger = world.issuer.token({"sub": "bob", "tenant": "other", "roles": ["admin"]})
        for token in (ada, stranger):
            assert (await client.post(TOKEN, headers=bearer(token))).status_code == 200
        assert (await client.post(KEYS, headers=bearer(admin), json={"name": "server"})).status_code < 300
        own = await recorded(client, admin, 2)
        foreign = await recorded(client, admin, 2, "&tenant=other")
        others = await recorded(client, stranger, 1)
        everything = await recorded(client, OPERATOR, 3)
        denied = await client.get(AUDIT, headers=bearer(ada))
    assert [(what, tenant) for what, _, tenant in own] == [("call.begin", "acme"), ("key.create", "acme")]
    assert foreign == own
    assert [tenant for _, _, tenant in others] == ["other"]
    assert {tenant for _, _, tenant in everything} == {"acme", "other"}
    assert "ada" in own[0][1]
    assert denied.status_code == 403


async def told(client: httpx.AsyncClient, token: str, what: str, query: str = "") -> list[dict[str, str]]:
    """The records of one command, oldest first; waited for until there is one."""
    async with asyncio.timeout(5):
        while True:
            answer = await client.get(f"{AUDIT}?limit=100{query}", headers=bearer(token))
            if found := [each for each in reversed(answer.json()["records"]) if each["what"] == what]:
                return found
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("shared", [False, True])
async def test_who_acts_on_another_tenants_call_and_keys_is_found_by_that_tenant(
    shared: bool, redis_url: str
) -> None:
    changes: dict[str, object] = {"redis_url": redis_url} if shared else {}
    async with issuing() as world, serve(FakeAgent()) as agent, service(world, agent.url, **changes) as client:
        ada = world.issuer.token({"sub": "ada", "tenant": "acme"})
        admin = world.issuer.token({"sub": "zoe", "tenant": "acme", "roles": ["admin"]})
        eve = world.issuer.token({"sub": "eve", "tenant": "ops", "roles": ["superadmin"]})
        colleague = world.issuer.token({"sub": "ann", "tenant": "ops", "roles": ["admin"]})
        call_id = (await client.post(TOKEN, headers=bearer(ada))).json()["session_id"]
        wish = {"name": "server", "tenant": "acme"}
        key_id = (await client.post(KEYS, headers=bearer(eve), json=wish)).json()["key_id"]
        assert (await client.delete(f"/api/v1/calls/{call_id}", headers=bearer(eve))).status_code == 200
        assert (await client.delete(f"{KEYS}/{key_id}", headers=bearer(OPERATOR))).status_code == 204
        (ended,) = await told(client, admin, "call.end")
        (created,) = await told(client, admin, "key.create")
        (revoked,) = await told(client, admin, "key.revoke")
        (seen_by_operator,) = await told(client, OPERATOR, "call.end")
        await client.get(AUDIT, headers=bearer(colleague))
        of_ops = await told(client, colleague, "audit.read")
        nothing_else = {
            each["what"] for each in (await client.get(AUDIT, headers=bearer(colleague))).json()["records"]
        }
    assert (ended["subject"], ended["tenant"], ended["concerns"], ended["call_id"]) == (
        "user:eve",
        "ops",
        "acme",
        call_id,
    )
    assert (created["subject"], created["target"], created["concerns"]) == ("user:eve", key_id, "acme")
    assert (revoked["subject"], revoked["target"]) == ("operator", key_id)
    assert {each["address"] for each in (ended, created, revoked)} == {""}
    assert seen_by_operator["address"] == "127.0.0.1"
    assert {each["subject"] for each in of_ops} == {"user:ann"}
    assert nothing_else == {"audit.read"}


async def test_the_drain_of_a_replica_names_it_and_concerns_no_tenant() -> None:
    async with issuing() as world, service(world) as client:
        admin = world.issuer.token({"sub": "zoe", "tenant": "default", "roles": ["admin"]})
        await client.post("/api/v1/replicas/agent-7/drain", headers=bearer(OPERATOR))
        (drained,) = await told(client, OPERATOR, "replica.drain")
        await client.get(AUDIT, headers=bearer(admin))
        await told(client, admin, "audit.read")
        own = (await client.get(AUDIT, headers=bearer(admin))).json()["records"]
    assert (drained["target"], drained["subject"], drained["concerns"]) == ("agent-7", "operator", "")
    assert {each["what"] for each in own} == {"audit.read"}


async def test_nobody_writes_into_the_record_of_a_tenant_that_is_not_his() -> None:
    async with issuing() as world, serve(FakeAgent()) as agent, service(world, agent.url) as client:
        mallory = bearer(world.issuer.token({"sub": "mallory", "tenant": "evil", "roles": ["admin"]}))
        ada = world.issuer.token({"sub": "ada", "tenant": "acme"})
        call_id = (await client.post(TOKEN, headers=bearer(ada))).json()["session_id"]
        await client.delete(f"/api/v1/calls/{call_id}", headers=mallory)
        await client.post(KEYS, headers=mallory, json={"name": "x", "tenant": "acme"})
        await client.get(f"{AUDIT}?tenant=acme", headers=mallory)
        await told(client, OPERATOR, "audit.read")
        everything = (await client.get(AUDIT, headers=bearer(OPERATOR))).json()["records"]
    by_mallory = [each for each in everything if each["subject"] == "user:mallory"]
    assert {each["what"] for each in by_mallory} == {"call.end", "key.create", "audit.read"}
    assert {each["concerns"] for each in by_mallory} == {"evil"}


async def test_users_behind_one_address_have_a_limit_each_and_one_for_their_tenant() -> None:
    changes = {"requests_per_minute": 2, "tenant_requests_per_minute": 5}
    async with issuing() as world, serve(FakeAgent()) as agent, service(world, agent.url, **changes) as client:

        async def asks(who: str, tenant: str) -> int:
            shown = bearer(world.issuer.token({"sub": who, "tenant": tenant}))
            return (await client.get("/api/v1/calls", headers=shown)).status_code

        ada = [await asks("ada", "acme") for _ in range(3)]
        others = [await asks(who, "acme") for who in ("ben", "ben", "cy", "cy")]
        stranger = await asks("ada", "other")
    assert ada == [200, 200, 429]
    assert others == [200, 200, 200, 429]
    assert stranger == 200
