"""The control plane on a socket, commanding agent services on sockets."""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from control_plane.container import application, wire
from control_plane.presentation.http import body_limit
from service_tokens.tokens import Audience
from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.desk import API_SECRET
from tests.fakes.control_plane.http import TOKEN, settings
from tests.fakes.service_keys import KEYS, SECRET, gate

DEADLINE_S = 2.0


@asynccontextmanager
async def control_plane(*agents: FakeAgent, **changes: object) -> AsyncGenerator[httpx.AsyncClient]:
    """A refused join is taken back at once, so that tests of silence are short."""
    wanted = settings(*(agent.url for agent in agents), **changes)
    container = wire(wanted)
    if any(agent.hold for agent in agents):
        container.carrying.add_kwargs(deadline_s=DEADLINE_S)
    container.withdrawal.add_kwargs(pauses_s=(0.0, 0.1, 0.1))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(application(container, wanted), log_config=None))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            await serving


async def test_a_call_begins_is_seen_and_ends() -> None:
    async with serve(FakeAgent()) as agent, control_plane(agent) as client:
        begun = (await client.post(TOKEN, json={"metadata": {"language": "en"}})).json()
        path = f"/api/v1/calls/{begun['session_id']}"
        seen = (await client.get(path)).json()
        ended = (await client.delete(path)).json()
    assert agent.joins[0].metadata["language"] == "en"
    assert (seen["status"], ended["status"]) == ("active", "ended")
    assert agent.live() == []


async def test_twenty_callers_at_once_are_spread_over_two_services() -> None:
    async with (
        serve(FakeAgent(capacity=10)) as a,
        serve(FakeAgent(capacity=10)) as b,
        control_plane(a, b) as client,
    ):
        answers = await asyncio.gather(*(client.post(TOKEN) for _ in range(20)))
        refused = await client.post(TOKEN)
    assert {answer.status_code for answer in answers} == {200}
    assert (len(a.live()), len(b.live())) == (10, 10)
    assert (refused.status_code, refused.json()["code"]) == (503, "full")


async def test_ten_equal_requests_at_once_make_one_join() -> None:
    async with serve(FakeAgent()) as agent, control_plane(agent) as client:
        wish = {"room": "lobby", "identity": "ann"}
        answers = await asyncio.gather(*(client.post(TOKEN, json=wish) for _ in range(10)))
    assert len({answer.json()["session_id"] for answer in answers}) == 1
    assert len(agent.live()) == 1


async def test_a_dead_service_is_passed_over() -> None:
    async with (
        serve(FakeAgent(manner="dead")) as dead,
        serve(FakeAgent()) as well,
        control_plane(dead, well) as client,
    ):
        answers = [await client.post(TOKEN) for _ in range(3)]
        health = (await client.get("/api/v1/health")).json()
    assert {answer.status_code for answer in answers} == {200}
    assert (health["status"], health["replicas"], health["calls"]) == ("degraded", 1, 3)


async def test_a_service_that_falls_silent_costs_a_part_of_the_deadline() -> None:
    async with (
        serve(FakeAgent(hold=asyncio.Event())) as silent,
        serve(FakeAgent(draining=True)) as other,
        control_plane(silent, other) as client,
    ):
        await client.get("/api/v1/health")
        other.draining = False
        began_s = time.monotonic()
        answer = await client.post(TOKEN)
        took_s = time.monotonic() - began_s
    assert answer.status_code == 200
    assert took_s < DEADLINE_S
    assert len(other.live()) == 1


async def test_when_all_are_silent_the_refusal_comes_at_the_deadline() -> None:
    async with serve(FakeAgent(hold=asyncio.Event())) as silent, control_plane(silent) as client:
        began_s = time.monotonic()
        answer = await client.post(TOKEN)
        took_s = time.monotonic() - began_s
    assert (answer.status_code, answer.json()["code"]) == (503, "agents_unreachable")
    assert took_s < DEADLINE_S + 1


async def test_an_agent_that_joins_too_late_is_sent_away() -> None:
    late = asyncio.Event()
    async with serve(FakeAgent(hold=late)) as agent, control_plane(agent) as client:
        answer = await client.post(TOKEN)
        late.set()
    assert answer.status_code == 503
    assert agent.live() == []


async def test_a_restarted_control_plane_finds_and_ends_a_running_call() -> None:
    async with serve(FakeAgent()) as agent:
        async with control_plane(agent) as client:
            begun = (await client.post(TOKEN, json={"room": "lobby", "identity": "ann"})).json()
        async with control_plane(agent) as client:
            taken = await client.post(TOKEN, json={"room": "lobby", "identity": "bob"})
            back = (await client.post(TOKEN, json={"room": "lobby", "identity": "ann"})).json()
            await client.delete(f"/api/v1/calls/{begun['session_id']}")
    assert taken.status_code == 409
    assert back["session_id"] == begun["session_id"]
    assert agent.live() == []


async def test_services_are_shown_a_token() -> None:
    async with serve(FakeAgent(), gate(Audience.AGENT)) as agent:
        async with control_plane(agent, service_keys=KEYS) as client:
            assert (await client.post(TOKEN)).status_code == 200
        async with control_plane(agent) as client:
            answer = await client.post(TOKEN)
    assert (answer.status_code, answer.json()["code"]) == (503, "agents_failed")


async def test_logs_have_no_secrets_and_no_words_of_callers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with (
        serve(FakeAgent(), gate(Audience.AGENT)) as agent,
        control_plane(agent, service_keys=KEYS) as client,
    ):
        token = (await client.post(TOKEN, json={"metadata": {"said": "hunter2"}})).json()["token"]
        await client.post(TOKEN, json={"hunter2": "hunter2"})
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "call placed" in told
    for secret in (token, "hunter2", SECRET, API_SECRET):
        assert secret not in told


async def test_a_large_body_is_refused_with_an_answer_that_arrives() -> None:
    async with serve(FakeAgent()) as agent, control_plane(agent) as client:
        answer = await client.post(TOKEN, content=b" " * 2_000_000, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_a_body_without_a_length_is_cut_off() -> None:
    async def endless() -> AsyncGenerator[bytes]:
        for _ in range(80):
            yield b" " * 1024

    async with serve(FakeAgent()) as agent, control_plane(agent) as client:
        headers = {"Content-Type": "application/json"}
        answer = await client.post(TOKEN, content=endless(), headers=headers)
    assert answer.status_code == 413


async def test_a_body_that_never_comes_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "SLOWEST_BODY_S", 0.2)
    async with serve(FakeAgent()) as agent, control_plane(agent) as client:
        reader, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
        writer.write(
            f"POST {TOKEN} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n".encode(),
        )
        status = await reader.readline()
        writer.close()
    assert b" 408 " in status


async def test_afterwards_no_task_is_left() -> None:
    before = asyncio.all_tasks()
    async with serve(FakeAgent()) as agent, control_plane(agent) as client:
        await asyncio.gather(*(client.post(TOKEN) for _ in range(5)))
    assert asyncio.all_tasks() <= before
