"""What LiveKit tells of its rooms: signed by LiveKit's own server, and by those who pretend to be it."""

import asyncio
import base64
import hashlib
import json
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import jwt
import pytest
from livekit.api import LiveKitAPI
from livekit.protocol.room import CreateRoomRequest, DeleteRoomRequest

from control_plane.container import wire
from control_plane.domain.entities.call import CallStatus
from parley.launch.livekit_config import LiveKitKeys, LiveKitPorts
from parley.launch.livekit_server import WEBHOOK, LiveKitServer, installed_server
from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.desk import API_KEY, API_SECRET
from tests.fakes.control_plane.http import TOKEN, settings
from tests.fakes.control_plane.serving import on_a_socket, serving

SOON_S = 10.0
OPERATOR = "operators-own-token"


def signed(body: bytes, secret: str = API_SECRET) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    claims = {"iss": API_KEY, "exp": int(time.time()) + 300, "sha256": digest}
    return {"Authorization": jwt.encode(claims, secret, "HS256"), "Content-Type": "application/webhook+json"}


def body(event_id: str, room: str = "lobby") -> bytes:
    return json.dumps({"event": "room_finished", "id": event_id, "room": {"name": room}}).encode()


async def counted(client: httpx.AsyncClient, outcome: str) -> float:
    line = f'parley_control_plane_webhooks_total{{outcome="{outcome}"}} '
    for told in (await client.get("/metrics")).text.splitlines():
        if told.startswith(line):
            return float(told.removeprefix(line))
    return 0.0


async def until_counted(client: httpx.AsyncClient, outcome: str) -> None:
    async with asyncio.timeout(SOON_S):
        while not await counted(client, outcome):
            await asyncio.sleep(0.05)


@asynccontextmanager
async def livekit_telling(url: str, keys: LiveKitKeys, folder: Path) -> AsyncGenerator[LiveKitAPI]:
    server = LiveKitServer(
        installed_server(),
        log=folder / "livekit.log",
        ports=LiveKitPorts.free(),
        keys=keys,
        webhook_urls=[f"{url}{WEBHOOK}"],
    )
    async with server, LiveKitAPI(server.url, keys.api_key, keys.api_secret) as api:
        yield api


async def test_a_room_that_livekit_closed_has_its_call_looked_at_at_once(tmp_path: Path) -> None:
    keys, agent = LiveKitKeys(), FakeAgent()
    async with serve(agent):
        wanted = settings(agent.url, livekit_api_key=keys.api_key, livekit_api_secret=keys.api_secret)
        container = wire(wanted)
        async with (
            on_a_socket(container, wanted) as client,
            livekit_telling(str(client.base_url).rstrip("/"), keys, tmp_path) as api,
        ):
            begun = (await client.post(TOKEN)).json()
            await api.room.create_room(CreateRoomRequest(name=begun["room"]))
            agent.end(begun["session_id"])
            known = await container.calls().find(begun["session_id"])
            assert known
            assert known.is_live
            await api.room.delete_room(DeleteRoomRequest(room=begun["room"]))
            await until_counted(client, "heeded")
            seen = await container.calls().find(begun["session_id"])
    assert seen
    assert (seen.status, seen.reason) == (CallStatus.ENDED, "caller_left")


async def test_an_event_alone_ends_no_call() -> None:
    agent = FakeAgent()
    async with serve(agent), serving(agent.url) as client:
        begun = (await client.post(TOKEN)).json()
        told = body("e1", begun["room"])
        answer = await client.post(WEBHOOK, content=told, headers=signed(told))
        await until_counted(client, "heeded")
        seen = (await client.get(f"/api/v1/calls/{begun['session_id']}")).json()
    assert answer.status_code == 200
    assert seen["status"] == "active"
    assert len(agent.live()) == 1


@pytest.mark.parametrize("shared", [False, True])
async def test_a_replay_is_accepted_counted_and_not_heeded(shared: bool, redis_url: str) -> None:
    told = body("e1")
    changes: dict[str, object] = {"redis_url": redis_url} if shared else {}
    async with serving(**changes) as client:
        answers = [await client.post(WEBHOOK, content=told, headers=signed(told)) for _ in range(3)]
        await until_counted(client, "heeded")
        heeded, repeated = await counted(client, "heeded"), await counted(client, "repeated")
    assert {answer.status_code for answer in answers} == {200}
    assert (heeded, repeated) == (1, 2)


async def test_what_livekit_did_not_sign_is_refused_and_changes_nothing() -> None:
    told = body("e1")
    async with serving() as client:
        answers = [
            await client.post(WEBHOOK, content=told),
            await client.post(WEBHOOK, content=told, headers=signed(told, "guessed-" * 4)),
            await client.post(WEBHOOK, content=body("e2"), headers=signed(told)),
        ]
        large = await client.post(WEBHOOK, content=b" " * 100_000, headers=signed(b" " * 100_000))
        forged = await counted(client, "forged")
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert large.status_code == 413
    assert forged == 3


async def test_who_forges_is_turned_away_like_who_guesses_and_livekit_is_heard_all_the_same() -> None:
    told, forged = body("e1"), signed(body("e1"), "guessed-" * 4)
    async with serving(requests_per_minute=2, operator_token=OPERATOR) as client:
        answers = [(await client.post(WEBHOOK, content=told, headers=forged)).status_code for _ in range(21)]
        heard = [
            (await client.post(WEBHOOK, content=body(f"e{n}"), headers=signed(body(f"e{n}")))).status_code
            for n in range(21)
        ]
        metrics = (await client.get("/metrics", headers={"Authorization": f"Bearer {OPERATOR}"})).text
    assert answers == [401] * 2 + [429] * 19
    assert heard == [200] * 21
    assert 'requests_limited_total{by="flood"} 1.0' in metrics


@pytest.mark.parametrize("path", [WEBHOOK, TOKEN])
async def test_a_body_that_is_cut_off_leaves_no_trace_in_the_log(
    caplog: pytest.LogCaptureFixture, path: str
) -> None:
    async with serving() as client:
        where = client.base_url
        reader, writer = await asyncio.open_connection(where.host, where.port)
        head = f"POST {path} HTTP/1.1\r\nHost: {where.netloc.decode()}\r\nContent-Length: 100\r\n\r\n"
        writer.write(head.encode() + b'{"room": ')
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        assert (await client.get("/api/v1/health/live")).status_code == 200
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


async def test_what_makes_no_sense_is_set_aside_and_shown_and_the_rest_flows() -> None:
    broken, well = b'{"event": 7}', body("e1")
    async with serving() as client:
        answer = await client.post(WEBHOOK, content=broken, headers=signed(broken))
        await client.post(WEBHOOK, content=well, headers=signed(well))
        await until_counted(client, "heeded")
        aside = (await client.get(f"{WEBHOOK}/set-aside")).json()["set_aside"]
    assert answer.status_code == 200
    assert [each["event_id"] for each in aside] == [hashlib.sha256(broken).hexdigest()]
    assert aside[0]["error"] == "ParseError"


async def test_without_redis_livekit_is_asked_to_send_it_again() -> None:
    told = body("e1")
    async with serving(redis_url="redis://127.0.0.1:9/0") as client:
        answer = await client.post(WEBHOOK, content=told, headers=signed(told))
    assert (answer.status_code, answer.json()["code"]) == (503, "registry_unavailable")
    assert answer.headers["Retry-After"] == "2"
