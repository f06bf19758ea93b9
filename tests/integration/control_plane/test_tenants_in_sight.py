"""The audit record and the limits, for users who have logged in at a real issuer."""

import asyncio

import httpx

from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN
from tests.integration.control_plane.test_logins import KEYS, bearer, issuing, service

AUDIT = "/api/v1/audit"


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


async def test_an_admin_reads_what_was_done_in_his_own_tenant_alone():
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
        everything = await recorded(client, "o" * 20, 3)
        denied = await client.get(AUDIT, headers=bearer(ada))
    assert [(what, tenant) for what, _, tenant in own] == [("call.begin", "acme"), ("key.create", "acme")]
    assert foreign == own
    assert [tenant for _, _, tenant in others] == ["other"]
    assert {tenant for _, _, tenant in everything} == {"acme", "other"}
    assert "ada" in own[0][1]
    assert denied.status_code == 403


async def test_users_behind_one_address_have_a_limit_each_and_one_for_their_tenant():
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
