"""Which requests the audit record tells of, and what it tells."""

import asyncio
import json

import httpx
import pytest

from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN, open_http

AUDIT = "/api/v1/audit"
CODE = "correct-horse-battery"
OPERATOR = "operators-own-token"
SHOWN = {"Authorization": f"Bearer {OPERATOR}"}
Record = dict[str, object]


async def recorded(client: httpx.AsyncClient, count: int) -> list[Record]:
    """Oldest first, without what reading it left behind. Records are written behind, so they are waited for."""
    async with asyncio.timeout(5):
        while True:
            answer = (await client.get(f"{AUDIT}?limit=500", headers=SHOWN)).json()
            found = [each for each in reversed(answer["records"]) if each["what"] != "audit.read"]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.01)


async def test_a_call_is_told_of_from_its_beginning_to_its_end() -> None:
    async with open_http(FakeAgent("a"), operator_token=OPERATOR) as client:
        begun = await client.post(TOKEN)
        session_id = begun.json()["session_id"]
        await client.get(f"/api/v1/calls/{session_id}")
        await client.delete(f"/api/v1/calls/{session_id}")
        records = await recorded(client, 2)
    assert [(each["what"], each["result"], each["address"]) for each in records] == [
        ("call.begin", "ok", "127.0.0.1"),
        ("call.end", "ok", "127.0.0.1"),
    ]
    assert {each["call_id"] for each in records} == {session_id}
    assert records[0]["request_id"] == begun.headers["X-Request-ID"]


async def test_who_is_refused_is_told_of_with_the_reason() -> None:
    async with open_http(FakeAgent("a"), access_code=CODE, operator_token=OPERATOR) as client:
        await client.post(TOKEN, headers={"Authorization": "Bearer guessed"})
        await client.get(AUDIT)
        await client.post("/api/v1/replicas/nobody/drain", headers=SHOWN)
        await client.post(TOKEN, headers={"Origin": "https://evil.example"})
        await client.post(TOKEN, content=b" " * 100_000)
        await client.post("/api/v1/livekit/webhook", content=b"{}")
        records = await recorded(client, 5)
        reading = (await client.get(AUDIT, headers=SHOWN)).json()["records"]
    assert [(each["what"], each["reason"], each["subject"]) for each in records] == [
        ("call.begin", "unauthorised", ""),
        ("replica.drain", "replica_not_found", "operator"),
        ("POST (no route)", "foreign_origin", ""),
        ("POST (no route)", "body_too_large", ""),
        ("POST /livekit/webhook", "unauthorised", ""),
    ]
    assert ("audit.read", "refused") in {(each["what"], each["result"]) for each in reading}


async def test_words_that_are_no_methods_are_told_of_alike() -> None:
    async with open_http(FakeAgent("a"), operator_token=OPERATOR) as client:
        for word in ("MKDIR", "ABRACADABRA"):
            await client.request(word, TOKEN, headers={"Origin": "https://evil.example"})
        (record,) = await recorded(client, 1)
    assert (record["what"], record["reason"]) == ("OTHER (no route)", "foreign_origin")


async def test_no_agent_is_a_failure_and_not_a_refusal() -> None:
    async with open_http(FakeAgent("a", manner="dead"), operator_token=OPERATOR) as client:
        await client.post(TOKEN)
        (record,) = await recorded(client, 1)
    assert (record["what"], record["result"], record["reason"]) == ("call.begin", "failed", "agents_unreachable")


async def test_an_operators_command_that_fails_is_found_by_the_tenant_at_whose_call_it_was_aimed() -> None:
    agent = FakeAgent("a")
    async with open_http(agent, operator_token=OPERATOR) as client:
        made = await client.post("/api/v1/api-keys", headers=SHOWN, json={"name": "shop", "tenant": "acme"})
        begun = await client.post(TOKEN, headers={"Authorization": f"Bearer {made.json()['key']}"})
        session_id = begun.json()["session_id"]
        agent.manner = "dead"
        answer = await client.delete(f"/api/v1/calls/{session_id}", headers=SHOWN)
        await recorded(client, 3)
        of_acme = (await client.get(f"{AUDIT}?tenant=acme", headers=SHOWN)).json()["records"]
    assert answer.status_code == 503
    ended = next(each for each in of_acme if each["what"] == "call.end")
    assert (ended["subject"], ended["result"], ended["call_id"]) == ("operator", "failed", session_id)


async def test_nothing_that_was_sent_is_in_the_record() -> None:
    async with open_http(FakeAgent("a"), access_code=CODE, operator_token=OPERATOR) as client:
        await client.post(TOKEN, headers={"Authorization": "Bearer hunter2"})
        good = {"Authorization": f"Bearer {CODE}", "User-Agent": "hunter2", "X-Request-ID": "hunter2"}
        begun = await client.post(f"{TOKEN}?hunter2", headers=good, json={"metadata": {"hunter2": "hunter2"}})
        await recorded(client, 2)
        told = json.dumps((await client.get(AUDIT, headers=SHOWN)).json())
    for secret in ("hunter2", CODE, OPERATOR, begun.json()["token"]):
        assert secret not in told


@pytest.mark.parametrize("name", ["%0d%0acall.begin", "%e2%80%ae", "%00", "x" * 199])
async def test_a_hostile_name_cannot_pass_for_a_record(name: str) -> None:
    async with open_http(FakeAgent("a"), operator_token=OPERATOR) as client:
        await client.delete(f"/api/v1/calls/{name}")
        (record,) = await recorded(client, 1)
    assert record["what"] == "call.end"
    assert str(record["call_id"]).isprintable() or "\ufffd" in str(record["call_id"])
    assert "\n" not in str(record["call_id"])


async def test_pages_follow_each_other_and_a_made_up_place_is_refused() -> None:
    async with open_http(FakeAgent("a"), operator_token=OPERATOR) as client:
        for _ in range(5):
            await client.post(TOKEN, headers=SHOWN)
        await recorded(client, 5)
        first = (await client.get(f"{AUDIT}?limit=1", headers=SHOWN)).json()
        second = await client.get(f"{AUDIT}?limit=1&after={first['next']}", headers=SHOWN)
        wrong = await client.get(f"{AUDIT}?after=nowhere", headers=SHOWN)
        nobody = await client.get(f"{AUDIT}?tenant=no%0atenant", headers=SHOWN)
    assert second.status_code == 200
    assert (wrong.status_code, nobody.status_code) == (422, 422)


async def test_who_is_no_operator_does_not_read_it() -> None:
    async with open_http(FakeAgent("a"), access_code=CODE, operator_token=OPERATOR) as client:
        answer = await client.get(AUDIT, headers={"Authorization": f"Bearer {CODE}"})
    assert answer.status_code == 403
