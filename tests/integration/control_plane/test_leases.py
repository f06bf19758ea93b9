"""Replicas that hold leases at a control plane, each on a socket of its own."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from control_plane.presentation.http.lease_wire import LARGEST_CHARACTERS
from service_tokens.tokens import Audience
from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.http import TOKEN
from tests.fakes.control_plane.registering import holding_lease, lease_url
from tests.fakes.control_plane.serving import serving
from tests.fakes.service_keys import KEYS, OTHER_KEYS, gate, tokens

REPLICAS = "/api/v1/replicas"
SOON_S = 5.0
WELL: dict[str, object] = {
    "url": "http://a:8000",
    "incarnation": "i1",
    "version": "1",
    "capacity": 1,
    "sessions": [],
}

SESSION = {"session_id": "c1", "room": "lobby", "user_id": "ann", "status": "active"}


async def joined(agent: FakeAgent, epoch: int) -> None:
    """The agent was told to carry on a call."""
    async with asyncio.timeout(SOON_S):
        while not any(command.epoch == epoch for command in agent.joins):
            await asyncio.sleep(0.01)


@pytest.fixture(params=["memory", "redis"])
def shared(request: pytest.FixtureRequest) -> dict[str, object]:
    return {"redis_url": request.getfixturevalue("redis_url")} if request.param == "redis" else {}


async def test_a_call_whose_replica_vanishes_is_carried_on_by_another(shared: dict[str, object]) -> None:
    a, b = FakeAgent(capacity=10), FakeAgent(capacity=5)
    async with (
        serve(a),
        serve(b),
        serving(**shared) as client,
        holding_lease(str(client.base_url), a, "a") as at_a,
        holding_lease(str(client.base_url), b, "b"),
    ):
        begun = (await client.post(TOKEN, json={"metadata": {"language": "en"}})).json()
        carrier, other = (a, b) if a.joins else (b, a)
        assert carrier is a
        await asyncio.sleep(0.3)
        at_a.vanish()
        await joined(other, epoch=2)
        await asyncio.sleep(0.3)
        seen = (await client.get(f"/api/v1/calls/{begun['session_id']}")).json()
        (call,) = (await client.get("/api/v1/calls")).json()["calls"]
        replicas = (await client.get(REPLICAS)).json()["replicas"]
        metrics = (await client.get("/metrics")).text
    first, second = a.joins[0], b.joins[0]
    assert (second.call_id, second.room, second.user_id) == (first.call_id, first.room, first.user_id)
    assert second.metadata == first.metadata
    assert (seen["status"], seen["session_id"], call["replica"]) == ("active", begun["session_id"], b.url)
    assert [(each["replica_id"], each["status"]) for each in replicas] == [("a", "lost"), ("b", "ok")]
    assert 'parley_control_plane_recoveries_total{outcome="recovered"} 1.0' in metrics


async def test_a_ghost_is_told_that_its_call_has_gone_on(shared: dict[str, object]) -> None:
    a, b = FakeAgent(), FakeAgent(capacity=5)
    async with serve(a), serve(b), serving(**shared) as client:
        url = str(client.base_url)
        async with holding_lease(url, a, "a") as at_a:
            await client.post(TOKEN)
            await asyncio.sleep(0.3)
            async with holding_lease(url, b, "b"):
                at_a.vanish()
                await joined(b, epoch=2)
                async with holding_lease(url, a, "a") as again:
                    assert again.answers[0]["stale"] == [a.joins[0].call_id]
    assert a.live() == []


async def test_a_control_plane_that_stops_moves_no_calls(redis_url: str) -> None:
    a, b = FakeAgent(), FakeAgent(capacity=5)
    async with (
        serve(a),
        serve(b),
        serving(redis_url=redis_url) as stays,
        holding_lease(str(stays.base_url), b, "b"),
    ):
        async with serving(redis_url=redis_url) as goes:
            held = await connect(lease_url(str(goes.base_url), "a"), proxy=None)
            await held.send(json.dumps({**WELL, "url": a.url, "capacity": 10}))
            await held.recv()
            await stays.post(TOKEN)
            assert len(a.joins) == 1
        await asyncio.sleep(0.6)
        async with holding_lease(str(stays.base_url), a, "a"):
            await asyncio.sleep(1)
            assert b.joins == []
        await held.close()


async def test_a_report_that_is_not_whole_loses_no_call(shared: dict[str, object]) -> None:
    a, b = FakeAgent(), FakeAgent(capacity=5)
    async with (
        serve(a),
        serve(b),
        serving(**shared) as client,
        holding_lease(str(client.base_url), b, "b"),
        connect(lease_url(str(client.base_url), "a"), proxy=None) as held,
    ):
        whole = {**WELL, "url": a.url, "capacity": 10}
        told: list[dict[str, object]] = [whole, {**whole, "sessions": [SESSION]}, {**whole, "more": True}]
        for message in told:
            await held.send(json.dumps(message))
            await held.recv()
        await asyncio.sleep(0.5)
        (call,) = (await client.get("/api/v1/calls")).json()["calls"]
    assert (call["status"], call["replica"]) == ("active", a.url)
    assert (a.joins, b.joins) == ([], [])


async def test_while_redis_is_away_a_replica_is_told_that_nothing_was_learnt() -> None:
    a = FakeAgent()
    async with (
        serve(a),
        serving(redis_url="redis://127.0.0.1:1/0") as client,
        holding_lease(str(client.base_url), a, "a") as held,
    ):
        assert held.answers[0] == {"lease_s": 1.5, "stale": [], "drain": False, "learnt": False}


async def test_an_operator_drains_a_replica() -> None:
    a = FakeAgent()
    async with serve(a), serving() as client, holding_lease(str(client.base_url), a, "a") as at_a:
        unknown = await client.post(f"{REPLICAS}/nobody/drain")
        drained = await client.post(f"{REPLICAS}/a/drain")
        refused = await client.post(TOKEN)
        answer = at_a.answers[-1] if at_a.answers[-1]["drain"] else None
        async with asyncio.timeout(SOON_S):
            while answer is None:
                await asyncio.sleep(0.01)
                answer = at_a.answers[-1] if at_a.answers[-1]["drain"] else None
        (told,) = (await client.get(REPLICAS)).json()["replicas"]
    assert (unknown.status_code, drained.status_code) == (404, 202)
    assert drained.json() == {"replica_id": "a", "status": "draining"}
    assert (refused.status_code, refused.json()["code"]) == (503, "full")
    assert told["status"] == "draining"


async def test_the_answer_is_what_the_protocol_says() -> None:
    a = FakeAgent()
    async with serve(a), serving() as client, holding_lease(str(client.base_url), a, "host:8000") as held:
        health = (await client.get("/api/v1/health")).json()
    assert held.answers[0] == {"lease_s": 1.5, "stale": [], "drain": False, "learnt": True}
    assert (health["status"], health["replicas"]) == ("ok", 1)


@pytest.mark.parametrize(
    ("show", "reason"),
    [
        (lambda: None, "missing"),
        (lambda: "Bearer wrong", "malformed"),
        (lambda: tokens(Audience.AGENT).header(), "audience"),
        (lambda: tokens(Audience.CONTROL_PLANE, OTHER_KEYS).header(), "unknown_key"),
    ],
)
async def test_without_a_service_token_there_is_no_lease(show: Callable[[], str | None], reason: str) -> None:
    shown = show()
    headers = {"Authorization": shown} if shown else {}
    async with serving(service_keys=KEYS) as client:
        with pytest.raises(InvalidStatus) as refused:
            await connect(lease_url(str(client.base_url), "a"), additional_headers=headers, proxy=None)
        metrics = (await client.get("/metrics")).text
    assert refused.value.response.status_code == 401
    assert json.loads(refused.value.response.body)["code"] == "unauthorised"
    assert f'lease_refusals_total{{reason="{reason}"}} 1.0' in metrics


async def test_a_token_opens_one_lease_only() -> None:
    used = {"Authorization": tokens(Audience.CONTROL_PLANE).header()}
    async with serving(service_keys=KEYS) as client:
        async with connect(lease_url(str(client.base_url), "a"), additional_headers=used, proxy=None):
            pass
        with pytest.raises(InvalidStatus) as refused:
            await connect(lease_url(str(client.base_url), "b"), additional_headers=used, proxy=None)
    assert "has been used" in json.loads(refused.value.response.body)["detail"]


async def test_with_a_service_token_there_is_one() -> None:
    a = FakeAgent()
    async with (
        serve(a, gate(Audience.AGENT)),
        serving(service_keys=KEYS) as client,
        holding_lease(str(client.base_url), a, "a", tokens(Audience.CONTROL_PLANE)),
    ):
        assert (await client.post(TOKEN)).status_code == 200


async def test_a_page_does_not_register_a_replica() -> None:
    async with serving() as client:
        with pytest.raises(InvalidStatus) as refused:
            await connect(lease_url(str(client.base_url), "a"), origin="https://evil.example", proxy=None)  # pyright: ignore[reportArgumentType]
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("replica_id", "message", "code", "reason"),
    [
        ("a", "{", 1008, "malformed"),
        ("a", "[]", 1008, "malformed"),
        ("a", json.dumps({**WELL, "url": "ftp://a"}), 1008, "malformed"),
        ("a", json.dumps({**WELL, "url": "http://user:hunter2@a"}), 1008, "malformed"),
        ("a", json.dumps({**WELL, "capacity": -1}), 1008, "malformed"),
        ("a", json.dumps({**WELL, "sessions": [{"session_id": "s"}]}), 1008, "malformed"),
        ("a", b"{}", 1003, "not_text"),
        ("a", " " * (LARGEST_CHARACTERS + 1), 1009, "too_large"),
        ("a%20b", json.dumps(WELL), 1008, "replica_id"),
    ],
)
async def test_what_is_no_report_closes_the_connection_with_a_reason(
    replica_id: str, message: str | bytes, code: int, reason: str
) -> None:
    async with serving() as client:
        async with connect(lease_url(str(client.base_url), replica_id), proxy=None) as connection:
            with suppress(ConnectionClosed):
                await connection.send(message)
            with pytest.raises(ConnectionClosed) as closed:
                await connection.recv()
        metrics = (await client.get("/metrics")).text
        replicas = (await client.get(REPLICAS)).json()["replicas"]
    assert closed.value.rcvd
    assert closed.value.rcvd.code == code
    assert closed.value.rcvd.reason
    assert "hunter2" not in closed.value.rcvd.reason
    assert f'lease_refusals_total{{reason="{reason}"}} 1.0' in metrics
    assert replicas == []


async def test_a_replica_without_room_is_not_asked_and_a_configured_service_is() -> None:
    leased, configured = FakeAgent(capacity=1), FakeAgent()
    async with (
        serve(leased),
        serve(configured),
        serving(configured.url) as client,
        holding_lease(str(client.base_url), leased, "a"),
    ):
        answers: list[httpx.Response] = [await client.post(TOKEN) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        assert (len(leased.joins), len(configured.joins)) == (1, 2)
