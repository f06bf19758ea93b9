"""What there is of one tenant for another: nothing."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN, open_http

CALLS = "/api/v1/calls"
KEYS = "/api/v1/api-keys"
OPERATOR = "the-operator-himself"
CODE = "open-sesame-open-sesame"
AS_OPERATOR = {"Authorization": f"Bearer {OPERATOR}"}
PAGE = {"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}


@asynccontextmanager
async def open_service(*agents: FakeAgent, **changes: object) -> AsyncGenerator[httpx.AsyncClient]:
    """One with an operator, where only who shows a credential may do anything."""
    told: dict[str, object] = {"operator_token": OPERATOR, "anonymous_calls": False, "choose_identity": False}
    async with open_http(*(agents or (FakeAgent("a"),)), **{**told, **changes}) as client:
        yield client


async def key(client: httpx.AsyncClient, tenant: str, role: str = "user") -> dict[str, str]:
    """The header of a new key of that tenant."""
    wanted = {"name": "till", "tenant": tenant, "role": role}
    made = await client.post(KEYS, json=wanted, headers=AS_OPERATOR)
    assert made.status_code == 201
    return {"Authorization": f"Bearer {made.json()['key']}"}


async def begin(client: httpx.AsyncClient, by: dict[str, str], **wish: str) -> dict[str, str]:
    answer = await client.post(TOKEN, json=wish, headers=by)
    assert answer.status_code == 200
    return answer.json()


async def listed(client: httpx.AsyncClient, by: dict[str, str]) -> set[str]:
    return {call["session_id"] for call in (await client.get(CALLS, headers=by)).json()["calls"]}


@pytest.mark.parametrize("role", ["user", "admin"])
async def test_a_call_of_another_tenant_is_not_there(role: str) -> None:
    agent = FakeAgent("a")
    async with open_service(agent) as client:
        ours, theirs = await key(client, "acme"), await key(client, "zeta", role)
        call = await begin(client, ours)
        path = f"{CALLS}/{call['session_id']}"
        nowhere = await client.get(f"{CALLS}/nothing", headers=theirs)
        for method in ("GET", "DELETE"):
            answer = await client.request(method, path, headers=theirs)
            assert (answer.status_code, answer.json()) == (404, nowhere.json())
        assert await listed(client, theirs) == set()
        assert (await client.get(path, headers=ours)).json()["status"] == "active"
        assert len(agent.live()) == 1


async def test_a_room_of_another_tenant_is_as_one_that_is_nowhere() -> None:
    async with open_service() as client:
        ours, theirs = await key(client, "acme"), await key(client, "zeta")
        call = await begin(client, ours, identity="ann")
        known = {"room": call["room"], "identity": call["identity"]}
        taken = await client.post(TOKEN, json=known, headers=theirs)
        nowhere = await client.post(TOKEN, json={**known, "room": "nowhere"}, headers=theirs)
    assert (taken.status_code, taken.json()["code"]) == (404, "room_not_found")
    assert taken.json() == nowhere.json()


async def test_where_names_are_free_a_room_of_another_tenant_is_not_there_either() -> None:
    async with open_service(choose_identity=True) as client:
        ours, theirs = await key(client, "acme"), await key(client, "zeta", "admin")
        await begin(client, ours, room="lobby", identity="ann")
        answer = await client.post(TOKEN, json={"room": "lobby", "identity": "ann"}, headers=theirs)
    assert (answer.status_code, answer.json()["code"]) == (404, "room_not_found")


async def test_two_tenants_who_name_the_same_room_at_once_share_nothing() -> None:
    async with open_service(choose_identity=True) as client:
        keys = [await key(client, "acme"), await key(client, "zeta")]
        wish = {"room": "lobby", "identity": "ann"}
        answers = await asyncio.gather(*(client.post(TOKEN, json=wish, headers=by) for by in keys))
    first, second = sorted(answer.status_code for answer in answers)
    assert first == 200
    assert second in (404, 409)


async def test_a_server_comes_back_to_its_call() -> None:
    async with open_service() as client:
        ours = await key(client, "acme")
        call = await begin(client, ours, identity="ann")
        again = await begin(client, ours, room=call["room"], identity="ann")
    assert call["identity"] == "ann"
    assert again["session_id"] == call["session_id"]


async def test_a_server_does_not_take_a_call_of_its_tenants_other_server() -> None:
    async with open_service() as client:
        one, other = await key(client, "acme"), await key(client, "acme")
        call = await begin(client, one, identity="ann")
        wish = {"room": call["room"], "identity": "ann"}
        assert (await client.post(TOKEN, json=wish, headers=other)).status_code == 409
        assert (await client.get(f"{CALLS}/{call['session_id']}", headers=other)).status_code == 404


async def test_an_admin_sees_and_ends_all_calls_of_his_tenant_and_is_not_told_where_they_are() -> None:
    async with open_service() as client:
        boss = await key(client, "acme", "admin")
        calls = [await begin(client, await key(client, tenant)) for tenant in ("acme", "acme", "zeta")]
        first, second, foreign = (call["session_id"] for call in calls)
        assert await listed(client, boss) == {first, second}
        assert await listed(client, AS_OPERATOR) == {first, second, foreign}
        assert (await client.delete(f"{CALLS}/{first}", headers=boss)).json()["status"] == "ended"
        told = (await client.get(CALLS, headers=boss)).json()["calls"]
        assert {(call["tenant"], call["replica"]) for call in told} == {("acme", None)}


async def test_a_user_lists_his_own_calls() -> None:
    async with open_service() as client:
        one, other = await key(client, "acme"), await key(client, "acme")
        mine = await begin(client, one)
        await begin(client, other)
        assert await listed(client, one) == {mine["session_id"]}


@pytest.mark.parametrize("role", ["user", "admin"])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/v1/replicas"), ("POST", "/api/v1/replicas/r/drain"), ("GET", "/metrics")]
)
async def test_the_fleet_is_for_superadmins(role: str, method: str, path: str) -> None:
    async with open_service() as client:
        answer = await client.request(method, path, headers=await key(client, "acme", role))
        operators = await client.request(method, path, headers=AS_OPERATOR)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert operators.status_code != 403


@pytest.mark.parametrize("role", ["user", "admin"])
async def test_an_api_key_makes_no_api_keys(role: str) -> None:
    async with open_service() as client:
        by = await key(client, "acme", role)
        for answer in (
            await client.post(KEYS, json={"name": "another"}, headers=by),
            await client.get(KEYS, headers=by),
            await client.delete(f"{KEYS}/x", headers=by),
        ):
            assert answer.status_code == 403


async def test_a_key_is_shown_once() -> None:
    async with open_service() as client:
        made = await client.post(KEYS, json={"name": "till", "tenant": "acme"}, headers=AS_OPERATOR)
        listed = await client.get(KEYS, params={"tenant": "acme"}, headers=AS_OPERATOR)
        own = await client.get(KEYS, headers=AS_OPERATOR)
    key_id, written = made.json()["key_id"], made.json()["key"]
    assert [each["key_id"] for each in listed.json()["keys"]] == [key_id]
    assert written.split("_", 2)[2] not in listed.text
    assert own.json() == {"keys": []}


async def test_a_revoked_key_opens_nothing() -> None:
    async with open_service() as client:
        made = (await client.post(KEYS, json={"name": "till", "tenant": "acme"}, headers=AS_OPERATOR)).json()
        by = {"Authorization": f"Bearer {made['key']}"}
        call = await begin(client, by)
        revoked = [await client.delete(f"{KEYS}/{made['key_id']}", headers=AS_OPERATOR) for _ in range(2)]
        assert [answer.status_code for answer in revoked] == [204, 404]
        for answer in (
            await client.post(TOKEN, headers=by),
            await client.get(f"{CALLS}/{call['session_id']}", headers=by),
        ):
            assert answer.status_code == 401


FORGERIES: dict[str, Callable[[str], str]] = {
    "too short": lambda key: key[:-1],
    "another end": lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
    "too long": lambda key: key + "A",
    "capitals": str.upper,
    "another id": lambda key: "parley_" + "0" * 16 + key[23:],
    "the id alone": lambda key: key.split("_")[1],
    "the beginning alone": lambda _key: "parley_",
    "a NUL behind it": lambda key: key + "\x00",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
async def test_a_key_that_is_not_quite_right_is_wrong(forge: Callable[[str], str]) -> None:
    async with open_service() as client:
        made = (await client.post(KEYS, json={"name": "till", "tenant": "acme"}, headers=AS_OPERATOR)).json()
        answer = await client.post(TOKEN, headers={b"Authorization": b"Bearer " + forge(made["key"]).encode()})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"name": "x", "role": "superadmin"}, "role"),
        ({"name": "x", "role": "root"}, "role"),
        ({"name": "x", "tenant": "a b"}, "tenant"),
        ({"name": "x", "owner": "me"}, "owner"),
        ({}, "name"),
    ],
)
async def test_a_wrong_wish_for_a_key_is_refused_by_the_field(wanted: dict[str, str], field: str) -> None:
    async with open_service() as client:
        answer = await client.post(KEYS, json=wanted, headers=AS_OPERATOR)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_tenant_has_a_hundred_keys_at_most() -> None:
    async with open_service() as client:
        for _ in range(100):
            await key(client, "acme")
        answer = await client.post(KEYS, json={"name": "one more", "tenant": "acme"}, headers=AS_OPERATOR)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_api_keys")


@pytest.mark.parametrize("name", ["tenant", "owner"])
async def test_a_caller_does_not_say_whose_his_call_is(name: str) -> None:
    agent = FakeAgent("a")
    async with open_http(agent) as client:
        answer = await client.post(TOKEN, json={"metadata": {name: "acme"}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "metadata")
    assert agent.joins == []


async def test_the_agent_is_told_whose_a_call_is() -> None:
    agent = FakeAgent("a")
    async with open_service(agent) as client:
        await begin(client, await key(client, "acme"))
    assert agent.joins[0].metadata["tenant"] == "acme"


async def test_without_anonymous_calls_the_page_is_told_to_log_in() -> None:
    agent = FakeAgent("a")
    async with open_service(agent) as client:
        answer = await client.post(TOKEN, headers=PAGE)
    assert (answer.status_code, answer.json()["code"]) == (401, "login_needed")
    assert "set-cookie" not in answer.headers
    assert agent.joins == []


@pytest.mark.parametrize("credential", ["wrong", "", "parley_0", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
async def test_a_wrong_credential_is_refused_also_where_none_is_needed(credential: str) -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.post(TOKEN, headers={"Authorization": f"Bearer {credential}"})
    assert answer.status_code == 401


async def test_two_credentials_are_none() -> None:
    async with open_service() as client:
        twice = [("Authorization", f"Bearer {OPERATOR}"), ("Authorization", f"Bearer {OPERATOR}")]
        assert (await client.get(CALLS, headers=twice)).status_code == 401
