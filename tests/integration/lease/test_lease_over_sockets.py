"""A replica's lease over a real socket: real calls over a fake transport, and a control plane's worst manners."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from application.lease.lease import Lease
from application.use_cases.join_call import JoinCommand
from domain.entities.session import EndReason, Status
from domain.interfaces.control_plane import LeaseState
from infrastructure.adapters.control_plane.messages import Replica
from infrastructure.adapters.control_plane.web_socket import WebSocketControlPlane
from service_tokens.tokens import Audience
from tests.fakes.lease_server import ANSWER, LeaseServer
from tests.fakes.service_keys import gate, tokens
from tests.unit.application.service import FakeService

ADA = JoinCommand("room-a", "ada", call_id="c1")
REPLICA = Replica("replica/1", "http://127.0.0.1:8000", "first", "0.1.0")
SOON_S = 5


class Carrying:
    """A replica that carries a call, and reports to some servers."""

    def __init__(self, *urls: str) -> None:
        self.service = FakeService()
        self.lease = Lease(
            [WebSocketControlPlane(url, REPLICA, tokens(Audience.CONTROL_PLANE)) for url in urls],
            calls=self.service.calls,
            registry=self.service.registry,
            events=self.service.events,
        )

    @property
    def state(self) -> LeaseState:
        state = self.lease.state()
        assert state is not None
        return state

    async def until(self, *, connected: bool) -> None:
        async with asyncio.timeout(SOON_S):
            while self.state.is_connected is not connected:
                await asyncio.sleep(0.01)

    async def status(self) -> Status:
        return (await self.service.sessions.one("c1")).status


@asynccontextmanager
async def carrying(*servers: LeaseServer) -> AsyncGenerator[Carrying]:
    replica = Carrying(*(server.url for server in servers))
    async with replica.lease.held():
        replica.lease.begin()
        await replica.service.join(ADA)
        yield replica
        await replica.service.calls.stop()


@asynccontextmanager
async def servers(count: int = 1) -> AsyncGenerator[list[LeaseServer]]:
    made = [LeaseServer(gate(Audience.CONTROL_PLANE)) for _ in range(count)]
    async with asyncio.timeout(30):
        if count == 1:
            async with made[0].running():
                yield made
        else:
            async with made[0].running(), made[1].running():
                yield made


async def test_what_is_reported_is_what_the_protocol_says() -> None:
    async with servers() as (server,), carrying(server) as replica:
        await replica.until(connected=True)
        while not server.messages[-1]["sessions"]:
            await asyncio.sleep(0.01)
        message = server.messages[-1]
    assert server.paths == ["/api/v1/replicas/replica%2F1/lease"]
    [session] = message.pop("sessions")
    assert message == {
        "url": "http://127.0.0.1:8000",
        "incarnation": "first",
        "version": "0.1.0",
        "capacity": 3,
        "lag_ms": 0.0,
        "draining": False,
        "more": False,
    }
    assert session == {
        "session_id": "c1",
        "call_id": "c1",
        "room": "room-a",
        "user_id": "ada",
        "status": "active",
        "reason": None,
        "specialist": "supervisor",
        "turns": 0,
        "started_at": "2026-01-01T00:00:00+00:00",
        "ended_at": None,
        "epoch": 1,
        "tenant": "default",
        "owner": "",
    }


async def test_a_stale_call_is_ended_and_its_room_left_to_the_successor() -> None:
    async with servers() as (server,), carrying(server) as replica:
        await replica.until(connected=True)
        server.says.append(json.dumps({**ANSWER, "stale": ["c1"]}))
        server.says.append(json.dumps({**ANSWER, "stale": ["c1"]}))
        async with asyncio.timeout(SOON_S):
            while await replica.status() is not Status.ENDED:
                await asyncio.sleep(0.01)
        assert (await replica.service.sessions.one("c1")).reason is EndReason.DISPLACED


async def test_when_one_instance_breaks_the_other_is_told_within_a_fifth_of_a_second() -> None:
    async with servers(2) as (first, second), carrying(first, second) as replica:
        await replica.until(connected=True)
        first.break_all()
        async with asyncio.timeout(0.2):
            while not second.messages:
                await asyncio.sleep(0.005)
        assert second.messages[0]["sessions"][0]["call_id"] == "c1"


async def test_a_replica_that_goes_says_so_and_closes_in_good_order() -> None:
    async with servers() as (server,):
        async with carrying(server) as replica:
            await replica.until(connected=True)
        while not server.closed_with:
            await asyncio.sleep(0.01)
    assert server.closed_with == [1000]
    assert (server.messages[-1]["draining"], server.messages[-1]["sessions"]) == (True, [])
    assert server.messages[-2]["sessions"][0]["status"] == "ended"


@pytest.mark.parametrize(
    "nonsense",
    [
        "no JSON",
        b"\xff\xfe",
        "[]",
        "{}",
        '{"lease_s": -1}',
        '{"lease_s": 1e999}',
        '{"lease_s": 1.5, "stale": "c1"}',
        '{"lease_s": 1.5, "stale": [["c1"]]}',
        "[" * 100_000,
        " " * 3_000_000,
    ],
    ids=["text", "bytes", "list", "nothing", "negative", "infinite", "string", "nested", "deep", "huge"],
)
async def test_nonsense_harms_no_call(nonsense: str | bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with servers() as (server,):
        server.says.append(nonsense)
        async with carrying(server) as replica:
            async with asyncio.timeout(SOON_S):
                while "takes no lease" not in caplog.text:
                    await asyncio.sleep(0.01)
            assert await replica.status() is Status.ACTIVE
            assert replica.state.renewals == 0
    assert len(caplog.text) < 2000


async def test_a_flood_of_answers_harms_no_call() -> None:
    async with servers() as (server,), carrying(server) as replica:
        await replica.until(connected=True)
        flood = asyncio.create_task(_flood(server))
        await replica.until(connected=False)
        assert await replica.status() is Status.ACTIVE
        flood.cancel()
        await asyncio.gather(flood, return_exceptions=True)


async def _flood(server: LeaseServer) -> None:
    while True:
        await server.connections[0].send(json.dumps({**ANSWER, "stale": ["c1"] * 1000}))


async def test_a_frozen_control_plane_harms_no_call_and_is_left_for_another() -> None:
    async with servers(2) as (first, second):
        first.is_answering = False
        async with carrying(first, second) as replica:
            await replica.until(connected=True)
            assert second.messages
            assert await replica.status() is Status.ACTIVE


async def test_a_control_plane_that_is_away_harms_no_call() -> None:
    async with servers() as (server,):
        url = server.url
    replica = Carrying(url)
    async with replica.lease.held():
        replica.lease.begin()
        await replica.service.join(ADA)
        await asyncio.sleep(0.5)
        assert await replica.status() is Status.ACTIVE
        assert not replica.state.is_connected


async def test_a_stall_of_a_tenth_of_a_second_does_not_lose_the_lease() -> None:
    async with servers() as (server,), carrying(server) as replica:
        await replica.until(connected=True)
        for _ in range(10):
            _hold_up_the_event_loop(0.1)
            await asyncio.sleep(0.05)
        assert (replica.state.breaks, len(server.paths)) == (0, 1)


def _hold_up_the_event_loop(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        pass
