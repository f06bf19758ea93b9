"""Connections to agent services, of which a control plane needs many at once."""

import asyncio
import socket
from dataclasses import replace

import pytest

from control_plane.domain.agent_errors import AgentUnreachable
from control_plane.domain.entities.agent import JoinCommand
from control_plane.infrastructure import http_agent_service
from control_plane.infrastructure.http_agent_service import HttpAgentService
from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent

COMMAND = JoinCommand("lobby", "ann", "c1", 1, {})
MANY = 250
CONNECT_S = 0.5
TIMEOUT_S = 20.0


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_agent_service, "CONNECT_S", CONNECT_S)


async def test_a_service_is_reached_however_many_wait_for_its_answers() -> None:
    agent = FakeAgent(capacity=MANY, hold=asyncio.Event())
    async with serve(agent), HttpAgentService(tokens=None) as service:
        commands = [replace(COMMAND, room=f"r{number}", call_id=f"c{number}") for number in range(MANY)]
        asked = [asyncio.create_task(service.join(agent.url, each, TIMEOUT_S)) for each in commands]
        failed, _ = await asyncio.wait(asked, timeout=2 * CONNECT_S)
        assert agent.hold
        agent.hold.set()
        told = await asyncio.gather(*asked, return_exceptions=True)
    assert not failed
    assert [each for each in told if isinstance(each, BaseException)] == []


async def test_a_service_that_takes_no_connection_is_unreachable() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        async with HttpAgentService(tokens=None) as service:
            with pytest.raises(AgentUnreachable):
                await service.join(f"http://127.0.0.1:{full.getsockname()[1]}", COMMAND, TIMEOUT_S)
        for each in waiting:
            each.close()
