from collections.abc import AsyncGenerator
from datetime import datetime

import jwt
import pytest

from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.desk import API_SECRET
from tests.fakes.control_plane.http import TOKEN, open_http

JSON = {"Content-Type": "application/json"}


async def test_the_answer_has_all_that_a_caller_needs() -> None:
    async with open_http(FakeAgent("a"), livekit_public_url="wss://media.example") as client:
        answer = await client.post(TOKEN, json={"metadata": {"language": "en"}})
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"token", "url", "room", "identity", "session_id", "expires_at"}
    assert body["url"] == "wss://media.example"
    assert body["expires_at"].endswith("Z")
    assert datetime.fromisoformat(body["expires_at"]).tzinfo
    claims = jwt.decode(body["token"], API_SECRET, algorithms=["HS256"])
    assert (claims["sub"], claims["video"]["room"]) == (body["identity"], body["room"])


@pytest.mark.parametrize("body", [b"", b"{}", b"null"])
async def test_nothing_need_be_asked_for(body: bytes) -> None:
    async with open_http(FakeAgent("a")) as client:
        assert (await client.post(TOKEN, content=body, headers=JSON)).status_code == 200


async def test_room_and_identity_are_honoured_on_loopback() -> None:
    async with open_http(FakeAgent("a")) as client:
        body = (await client.post(TOKEN, json={"room": "lobby", "identity": "ann"})).json()
    assert (body["room"], body["identity"]) == ("lobby", "ann")


async def test_another_caller_is_told_that_the_room_is_taken() -> None:
    async with open_http(FakeAgent("a")) as client:
        await client.post(TOKEN, json={"room": "lobby", "identity": "ann"})
        answer = await client.post(TOKEN, json={"room": "lobby", "identity": "bob"})
    assert (answer.status_code, answer.json()["code"]) == (409, "room_taken")


@pytest.mark.parametrize(
    ("agent", "code"),
    [
        (FakeAgent("a", capacity=0), "full"),
        (FakeAgent("a", manner="dead"), "agents_unreachable"),
        (FakeAgent("a", has_media=False), "media_unavailable"),
    ],
)
async def test_a_refusal_says_why_and_when_to_come_back(agent: FakeAgent, code: str) -> None:
    async with open_http(agent) as client:
        answer = await client.post(TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_caller_whose_tenant_has_spent_its_money_is_told_so_and_when_to_come_back() -> None:
    async with open_http(FakeAgent("a", is_spent=True, retry_after_s=3600)) as client:
        answer = await client.post(TOKEN)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "spent", "3600")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"room": 1}', "room"),
        (b'{"room": "a b"}', "room"),
        (b'{"identity": "agent-1"}', "identity"),
        (b'{"identity": "\\u0430gent-1"}', "identity"),
        (b'{"identity": ["ann"]}', "identity"),
        (b'{"identity": "\\ud800"}', "identity"),
        (b'{"metadata": []}', "metadata"),
        (b'{"metadata": {"a": NaN}}', "metadata"),
        (b'{"metadata": {"a": "\\ud800"}}', "metadata"),
        (b'{"metadata": {"a": 1e999}}', "metadata"),
        (b'{"metadata":' + b'{"a":' * 20 + b"1" + b"}" * 21, "metadata"),
        (b'{"metadata":' + b'{"a":' * 3000 + b"1" + b"}" * 3001, None),
        (b'{"agent": 1}', "agent"),
        (b'{"a word of the caller": 1}', "body"),
        (b"[]", "body"),
        (b'"text"', "body"),
        (b"{", "body"),
        (b"\xff\xfe", "body"),
        (b"[" * 60_000, "body"),
        (b'{"room": ' + b"9" * 5000 + b"}", None),
    ],
)
async def test_a_wrong_body_is_refused_by_the_field(body: bytes, field: str | None) -> None:
    agent = FakeAgent("a")
    async with open_http(agent) as client:
        answer = await client.post(TOKEN, content=body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    told = answer.json()["errors"][0]["field"]
    assert field is None or told.split(".")[0] == field
    assert agent.joins == []


@pytest.mark.parametrize("field", ["room", "identity", "metadata", "hunter2 and more"])
async def test_what_was_sent_is_never_repeated(field: str) -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.post(TOKEN, json={field: "hunter2 and more"})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


async def test_a_body_that_is_too_large_is_refused() -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.post(TOKEN, content=b" " * 65_537, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_large_body_is_refused_without_an_announced_length() -> None:
    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(100):
            yield b" " * 1024

    async with open_http(FakeAgent("a")) as client:
        answer = await client.post(TOKEN, content=endless(), headers=JSON)
    assert answer.status_code == 413


async def test_a_body_of_another_type_is_refused() -> None:
    async with open_http(FakeAgent("a")) as client:
        answer = await client.post(TOKEN, content=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422
