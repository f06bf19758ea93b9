"""Calls spread over several parts, each of which is here a whole service on fakes."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.calls.retention import Retention
from application.calls.spread import SpreadCalls
from application.use_cases.join_call import JoinCall, JoinCommand
from application.use_cases.leave_call import LeaveCall
from domain.entities.session import EndReason, Session, Status
from domain.errors import MediaUnavailable, ServiceBusy, ServiceDraining, ServiceFull, SessionNotFound
from infrastructure.persistence.registry import InMemorySessionRegistry
from tests.fakes.clock import FakeClock
from tests.fakes.transport import FakeCallTransport
from tests.unit.application.service import GENEROUS, FakeService

LATE_S = 1.0


class Spread:
    """A service of several parts with one registry, as seen from outside."""

    def __init__(self, *transports: FakeCallTransport | None) -> None:
        self.clock = FakeClock()
        self.registry = InMemorySessionRegistry()
        self.parts = [FakeService(transport, registry=self.registry) for transport in transports]
        retention = Retention(self.registry, GENEROUS.retention_s, self.clock)
        self.calls = SpreadCalls([part.calls for part in self.parts], retention)
        self.join = JoinCall(calls=self.calls, registry=self.registry, now=self.clock)
        self.leave = LeaveCall(calls=self.calls, registry=self.registry)

    @property
    def loads(self) -> list[int]:
        return [part.calls.live_count for part in self.parts]

    async def fill(self, calls: int) -> list[Session]:
        return [await self.join(JoinCommand(f"room-{number}", f"user-{number}")) for number in range(calls)]


async def test_calls_go_where_there_are_the_fewest() -> None:
    service = Spread(None, None, None)
    await service.fill(4)
    assert sorted(service.loads) == [1, 1, 2]
    assert service.calls.live_count == 4
    assert service.calls.capacity == 9


async def test_the_same_caller_and_room_have_one_agent_wherever_it_is() -> None:
    service = Spread(None, None)
    command = JoinCommand("room-a", "ada")
    sessions = await asyncio.gather(*(service.join(command) for _ in range(20)))
    assert len({session.session_id for session in sessions}) == 1
    assert service.calls.live_count == 1


async def test_a_call_is_found_and_ended_wherever_it_is() -> None:
    service = Spread(None, None)
    for session in await service.fill(4):
        assert service.calls.carries(session.session_id)
        assert (await service.leave.by_session(session.session_id)).status is Status.ENDED
    assert service.loads == [0, 0]


async def test_when_all_parts_are_full_the_service_is() -> None:
    service = Spread(None, None)
    await service.fill(6)
    with pytest.raises(ServiceFull, match="all 6 places"):
        await service.join(JoinCommand("room", "one too many"))


async def test_a_part_that_is_late_is_left_alone_while_another_is_not() -> None:
    service = Spread(None, None)
    await service.fill(2)
    service.parts[0].load.lag = LATE_S
    await service.fill(4)
    assert service.loads == [1, 3]


async def test_when_all_parts_with_a_place_are_late_the_service_is_busy() -> None:
    service = Spread(None, None)
    await service.fill(2)
    for part in service.parts:
        part.load.lag = LATE_S
    assert service.calls.is_busy
    assert service.calls.lag_s == LATE_S
    with pytest.raises(ServiceBusy):
        await service.join(JoinCommand("room", "one too many"))


async def test_a_part_that_stops_is_passed_over() -> None:
    service = Spread(None, None)
    await service.parts[0].calls.stop()
    await service.fill(2)
    assert service.loads == [0, 2]


async def test_a_failed_join_is_told_from_the_part_that_tried() -> None:
    def refuse() -> MediaUnavailable:
        return MediaUnavailable("no way in")

    service = Spread(FakeCallTransport(refusal=refuse))
    with pytest.raises(MediaUnavailable, match="no way in"):
        await service.join(JoinCommand("room", "ada"))


async def test_stopping_ends_all_calls_and_takes_no_more() -> None:
    service = Spread(None, None)
    await service.fill(3)
    await service.calls.stop()
    assert {session.reason for session in await service.registry.all()} == {EndReason.SERVICE_STOPPED}
    assert service.calls.is_stopping
    with pytest.raises(ServiceDraining):
        await service.join(JoinCommand("room", "late"))


async def test_draining_waits_for_the_calls_of_all_parts() -> None:
    service = Spread(None, None)
    await service.fill(2)
    service.calls.drain()
    with pytest.raises(ServiceDraining):
        await service.join(JoinCommand("room", "late"))
    emptied = asyncio.create_task(service.calls.wait_empty())
    for part in service.parts:
        await asyncio.sleep(0)
        assert not emptied.done()
        part.transport.carried[0].hang_up(EndReason.CALLER_LEFT)
    await emptied
    assert service.loads == [0, 0]


async def test_of_a_call_that_nobody_carries_there_is_nothing_to_wait_for() -> None:
    service = Spread(None)
    with pytest.raises(SessionNotFound):
        await service.calls.joined("nobody")
    await service.calls.end("nobody", EndReason.LEAVE_REQUESTED)


async def test_sessions_that_ended_long_ago_are_forgotten_whoever_carried_them() -> None:
    service = Spread(None)
    (session,) = await service.fill(1)
    ended = await service.leave.by_session(session.session_id)
    long_ago = service.clock.now - timedelta(seconds=GENEROUS.retention_s + 1)
    await service.registry.save(replace(ended, ended_at=long_ago))
    await service.fill(1)
    assert await service.registry.get(session.session_id) is None
