"""What those who mean harm send to both services, on their sockets, while a call goes on."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import jwt
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from service_tokens.key_ring import KeyRing
from service_tokens.tokens import Audience, ServiceTokens
from tests.fakes.agent_door import open_agent
from tests.fakes.control_plane.http import TOKEN
from tests.fakes.control_plane.registering import lease_url
from tests.fakes.control_plane.serving import serving
from tests.fakes.service_keys import KEYS, OTHER_KEYS, SECRET, gate, tokens
from tests.unit.application.service import FakeService

CODE = "correct-horse-battery"
OPERATOR = "operators-own-token"
CALLER = {"Authorization": f"Bearer {CODE}"}
SHOWN = {"Authorization": f"Bearer {OPERATOR}"}
JOIN = {"room": "r", "user_id": "mallory"}


@dataclass
class Both:
    """Both services, and a call that goes on."""

    control: httpx.AsyncClient
    agent: httpx.AsyncClient
    session_id: str

    async def refused_at_agent(self, authorization: str | None, reason: str) -> None:
        headers = {"Authorization": authorization} if authorization is not None else {}
        answer = await self.agent.post("/join", json=JOIN, headers=headers)
        metrics = (await self.agent.get("/metrics")).text
        assert answer.status_code == 401
        assert f'parley_service_tokens_refused_total{{reason="{reason}"}}' in metrics

    async def call_is_unharmed(self) -> None:
        seen = (await self.control.get(f"/api/v1/calls/{self.session_id}", headers=SHOWN)).json()
        assert seen["status"] == "active"
        shown = {"Authorization": tokens(Audience.AGENT).header()}
        sessions = (await self.agent.get("/sessions", headers=shown)).json()["sessions"]
        assert [(each["session_id"], each["status"]) for each in sessions] == [(self.session_id, "active")]


@pytest.fixture(params=["memory", "redis"])
async def both(request: pytest.FixtureRequest) -> AsyncGenerator[Both]:
    shared = {"redis_url": request.getfixturevalue("redis_url")} if request.param == "redis" else {}
    async with open_both(**shared) as made:
        yield made
        await made.call_is_unharmed()


@asynccontextmanager
async def open_both(**changes: object) -> AsyncGenerator[Both]:
    wanted = {
        "service_keys": KEYS,
        "access_code": CODE,
        "operator_token": OPERATOR,
        "requests_per_minute": 20,
        **changes,
    }
    async with (
        open_agent(FakeService(), gate(Audience.AGENT)) as agent,
        serving(str(agent.base_url).rstrip("/"), **wanted) as control,
    ):
        begun = await control.post(TOKEN, headers=SHOWN)
        assert begun.status_code == 200, begun.text
        yield Both(control, agent, begun.json()["session_id"])


async def test_what_the_agent_service_was_not_sent_by_a_control_plane_is_refused(both: Both) -> None:
    used = tokens(Audience.AGENT).header()
    shown = {"Authorization": used}
    assert (await both.agent.get("/sessions", headers=shown)).status_code == 200
    old = ServiceTokens(KeyRing.parse(KEYS), Audience.AGENT, lambda: time.time() - 120).header()
    forged = jwt.encode(
        {"aud": "parley-agent", "iat": int(time.time()), "exp": int(time.time()) + 30, "jti": "j"},
        SECRET[::-1],
        "HS256",
        headers={"kid": "test"},
    )
    for authorization, reason in [
        (None, "missing"),
        (used, "replayed"),
        (old, "expired"),
        (f"Bearer {forged}", "forged"),
        (tokens(Audience.CONTROL_PLANE).header(), "audience"),
        (tokens(Audience.AGENT, OTHER_KEYS).header(), "unknown_key"),
        (f"Bearer {'a' * 30_000}", "malformed"),
        ("Bearer a.b.c", "malformed"),
    ]:
        await both.refused_at_agent(authorization, reason)
    too_large = await both.agent.post("/join", content=b" " * 200_000, headers=shown)
    assert too_large.status_code in {401, 413}


async def test_whoever_is_no_replica_gets_no_lease(both: Both) -> None:
    url = lease_url(str(both.control.base_url), "mallory")
    for shown in (tokens(Audience.AGENT).header(), f"Bearer {CODE}", f"Bearer {OPERATOR}", "Bearer a.b.c"):
        with pytest.raises(InvalidStatus) as refused:
            await connect(url, additional_headers={"Authorization": shown}, proxy=None)
        assert refused.value.response.status_code == 401
    records = (await both.control.get("/api/v1/audit", headers=SHOWN)).json()["records"]
    assert ("WEBSOCKET /replicas/{replica_id}/lease", "refused") in {
        (each["what"], each["result"]) for each in records
    }


@pytest.mark.parametrize(
    "identity", ["agent", "Agent-1", "agent-{session}", "AGENT_x", "\u0430gent-1", "agent-1\x00"]
)
async def test_a_caller_never_gets_the_agents_identity(identity: str) -> None:
    async with open_both(choose_identity=True) as both:
        wish = {"identity": identity.replace("{session}", both.session_id), "room": "another"}
        answer = await both.control.post(TOKEN, headers=CALLER, json=wish)
        await both.call_is_unharmed()
    assert answer.status_code == 422
    assert "token" not in answer.json()


async def test_what_is_malformed_or_too_large_is_refused_and_written_down(both: Both) -> None:
    answers = [
        await both.control.post(TOKEN, headers=CALLER, content=content)
        for content in (b"{", b"[" * 20_000, b'{"room": 7}', b'{"unknown": 1}', b" " * 200_000)
    ]
    await both.control.delete("/api/v1/calls/%0d%0acall.end", headers=CALLER)
    records = (await both.control.get("/api/v1/audit", headers=SHOWN)).json()["records"]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 413]
    reasons = {each["reason"] for each in records}
    assert {"invalid_request", "body_too_large", "call_not_found"} <= reasons


async def flood(url: str, requests: int, connections: int, headers: str) -> Counter[int]:
    """As fast as they are answered: each connection sends all of its requests, and then reads."""
    where = urlsplit(url)
    one = f"POST {TOKEN} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 0\r\n{headers}\r\n".encode()

    async def through_one() -> Counter[int]:
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        seen: Counter[int] = Counter()
        try:
            writer.write(one * (requests // connections))
            while seen.total() < requests // connections:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                seen[int(head.split()[1])] += 1
                length = next(line for line in head.splitlines() if line.startswith("content-length"))
                await reader.readexactly(int(length.partition(":")[2]))
        finally:
            writer.close()
        return seen

    return sum(await asyncio.gather(*(through_one() for _ in range(connections))), Counter[int]())


async def test_a_flood_is_refused_counted_and_written_down_while_the_call_goes_on(both: Both) -> None:
    answered = await flood(str(both.control.base_url), 3_000, 20, "Authorization: Bearer guessed\r\n")
    metrics = (await both.control.get("/metrics", headers=SHOWN)).text
    await both.call_is_unharmed()
    assert answered.keys() == {401, 429}
    assert answered[401] <= 40  # 20, and 20 more by itself where Redis is too slow to count
    assert answered.total() == 3_000
    assert 'requests_limited_total{by="flood"}' in metrics
    lost = [line for line in metrics.splitlines() if line.startswith("parley_control_plane_audit_lost_total")]
    assert not lost
    records = (await both.control.get("/api/v1/audit?limit=500", headers=SHOWN)).json()["records"]
    assert len(records) < 50
    assert {"unauthorised", "too_many_requests"} <= {each["reason"] for each in records}
