"""What every control plane that a replica can reach promises: the fake, and one behind a real WebSocket."""

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from domain.entities.session import Session
from domain.errors import ControlPlaneUnavailable, LeaseRefused
from domain.interfaces.control_plane import ControlPlane, Orders, ReplicaReport
from infrastructure.adapters.control_plane.messages import Replica
from infrastructure.adapters.control_plane.web_socket import WebSocketControlPlane
from service_tokens.tokens import Audience
from tests.fakes.lease import FakeControlPlane
from tests.fakes.lease_server import LeaseServer
from tests.fakes.service_keys import OTHER_KEYS, gate, tokens

STARTED_AT = datetime(2026, 1, 1, tzinfo=UTC)
CALL = Session("c1", "room", "ada", "agent-c1", STARTED_AT)
REPORT = ReplicaReport(3, 0.001, draining=False, sessions=[CALL])
REPLICA = Replica("replica-1", "http://127.0.0.1:8000", "first", "0.1.0")


class Side(ABC):
    """A control plane, and what a test does to it."""

    plane: ControlPlane

    @abstractmethod
    def will_answer(self, orders: Orders) -> None: ...

    @abstractmethod
    def break_off(self) -> None: ...

    @abstractmethod
    def stop_letting_in(self) -> None: ...

    @abstractmethod
    async def told(self, count: int) -> list[list[str]]:
        """The ids in each of so many reports."""

    @abstractmethod
    async def saw_good_order(self) -> bool: ...


class FakeSide(Side):
    def __init__(self) -> None:
        self.plane = self._fake = FakeControlPlane()

    def will_answer(self, orders: Orders) -> None:
        self._fake.next_orders.append(orders)

    def break_off(self) -> None:
        self._fake.die()

    def stop_letting_in(self) -> None:
        self._fake.is_refusing = True

    async def told(self, count: int) -> list[list[str]]:
        return [[each.session_id for each in report.sessions] for _, report in self._fake.reports]

    async def saw_good_order(self) -> bool:
        return self._fake.lines[0].is_closed


class SocketSide(Side):
    def __init__(self, server: LeaseServer) -> None:
        self._server = server
        self.plane = WebSocketControlPlane(server.url, REPLICA, tokens(Audience.CONTROL_PLANE))

    def will_answer(self, orders: Orders) -> None:
        self._server.says.append(json.dumps(asdict(orders)))

    def break_off(self) -> None:
        self._server.break_all()

    def stop_letting_in(self) -> None:
        self.plane = WebSocketControlPlane(self._server.url, REPLICA, tokens(Audience.CONTROL_PLANE, OTHER_KEYS))

    async def told(self, count: int) -> list[list[str]]:
        while len(self._server.messages) < count:
            await asyncio.sleep(0)
        return [[each["session_id"] for each in message["sessions"]] for message in self._server.messages]

    async def saw_good_order(self) -> bool:
        while not self._server.closed_with:
            await asyncio.sleep(0)
        return self._server.closed_with == [1000]


@pytest.fixture(params=["fake", "websocket"])
async def side(request: pytest.FixtureRequest) -> AsyncGenerator[Side]:
    if request.param == "fake":
        yield FakeSide()
    else:
        async with LeaseServer(gate(Audience.CONTROL_PLANE)).running() as server:
            yield SocketSide(server)


async def test_reports_are_answered_in_their_order(side: Side) -> None:
    orders = [Orders(1.0), Orders(2.0, ("c1", "c2")), Orders(3.0, drain=True), Orders(4.0, learnt=False)]
    for each in orders:
        side.will_answer(each)
    line = await side.plane.open()
    for _ in orders:
        await line.send(REPORT)
    assert [await line.answer() for _ in orders] == orders
    assert await side.told(4) == [["c1"]] * 4
    line.drop()


async def test_that_the_connection_breaks_is_noticed_by_who_waits(side: Side) -> None:
    line = await side.plane.open()
    await line.send(REPORT)
    await line.answer()
    waiting = asyncio.create_task(line.answer())
    await asyncio.sleep(0)
    side.break_off()
    with pytest.raises(ControlPlaneUnavailable):
        await waiting
    with pytest.raises(ControlPlaneUnavailable):
        await line.send(REPORT)


async def test_who_is_not_let_in_is_told_what_to_do(side: Side) -> None:
    side.stop_letting_in()
    with pytest.raises(LeaseRefused, match="PARLEY_SERVICE_KEYS"):
        await side.plane.open()


async def test_a_replica_that_goes_in_good_order_is_seen_to(side: Side) -> None:
    line = await side.plane.open()
    await line.send(ReplicaReport(3, 0.0, draining=True, sessions=()))
    await line.answer()
    await line.close()
    assert await side.saw_good_order()
    line.drop()


async def test_dropping_twice_is_no_error(side: Side) -> None:
    line = await side.plane.open()
    line.drop()
    line.drop()
