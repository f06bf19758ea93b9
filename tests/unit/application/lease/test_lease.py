"""A replica's lease, from the first report to the farewell."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from application.lease import news
from application.lease.lease import Lease
from application.use_cases.join_call import JoinCommand
from domain.entities.session import EndReason, Session, Status
from domain.errors import ServiceDraining
from domain.interfaces.control_plane import LeaseState, Orders, ReplicaReport
from tests.fakes.lease import FAITHFUL, FakeControlPlane
from tests.unit.application.service import FakeService

ADA = JoinCommand("room-a", "ada", call_id="c1")
SETTLED_S = 0.05


class Fleet:
    """A replica, and one or two instances of a control plane."""

    def __init__(self, *, instances: int = 1, alone: bool = False) -> None:
        self.service = FakeService()
        self.planes = [FakeControlPlane(f"plane-{number}") for number in range(1, instances + 1)]
        self.lease = Lease(
            [] if alone else self.planes,
            calls=self.service.calls,
            registry=self.service.registry,
            events=self.service.events,
            chance=lambda: 1.0,
        )

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[FakeControlPlane]:
        async with self.lease.held():
            self.lease.begin()
            await asyncio.sleep(SETTLED_S)
            yield self.planes[0]

    @property
    def state(self) -> LeaseState:
        state = self.lease.state()
        assert state is not None
        return state


def told(report: ReplicaReport) -> list[tuple[str, Status]]:
    return [(each.session_id, each.status) for each in report.sessions]


async def test_a_replica_reports_twice_a_second() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await asyncio.sleep(2)
        assert plane.times == pytest.approx([0, 0.5, 1, 1.5, 2])
        assert (plane.latest.capacity, plane.latest.draining, plane.latest.sessions) == (3, False, ())
    assert fleet.state.renewals >= 5


async def test_nothing_is_reported_before_the_replica_is_ready() -> None:
    fleet = Fleet()
    async with fleet.lease.held():
        await asyncio.sleep(10)
        assert not fleet.planes[0].attempts


async def test_a_session_that_begins_changes_or_ends_is_told_at_once() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await asyncio.sleep(SETTLED_S)
        assert told(plane.latest) == [("c1", Status.ACTIVE)]
        await fleet.service.leave.by_session("c1")
        await asyncio.sleep(SETTLED_S)
        assert told(plane.latest) == [("c1", Status.ENDED)]
        assert plane.times[-1] < 0.3


async def test_many_changes_at_once_are_few_reports() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        before = len(plane.reports)
        for name in "abc":
            await fleet.service.join(JoinCommand(name, name))
        await asyncio.sleep(SETTLED_S)
        assert len(told(plane.latest)) == 3
        assert len(plane.reports) - before <= 3


async def test_an_ended_session_is_told_until_a_report_with_it_was_answered() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await asyncio.sleep(SETTLED_S)
        plane.is_answering = False
        await fleet.service.leave.by_session("c1")
        await asyncio.sleep(0.55)
        unanswered = [report for _, report in plane.reports if told(report) == [("c1", Status.ENDED)]]
        assert len(unanswered) == 2
        plane.is_answering = True
        await asyncio.sleep(3)
        assert told(plane.latest) == []
        answered = [report for _, report in plane.reports if told(report) == [("c1", Status.ENDED)]]
        assert len(answered) == 3


async def test_an_ended_session_is_told_until_a_control_plane_has_learnt_of_it() -> None:
    fleet = Fleet(instances=2)
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await asyncio.sleep(SETTLED_S)
        other = fleet.planes[1]
        plane.next_orders.extend([replace(FAITHFUL, learnt=False)] * 10)
        other.next_orders.extend([replace(FAITHFUL, learnt=False)] * 2)
        await fleet.service.leave.by_session("c1")
        await asyncio.sleep(0.55)
        plane.die()
        await asyncio.sleep(3)
        ended = [("c1", Status.ENDED)]
        assert told(plane.latest) == ended
        assert [told(report) for _, report in other.reports[:4]] == [ended, ended, ended, []]


async def test_what_ended_while_no_control_plane_was_there_is_told_when_one_is() -> None:
    fleet = Fleet()
    fleet.planes[0].is_up = False
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await fleet.service.leave.by_session("c1")
        await asyncio.sleep(60)
        plane.is_up = True
        await asyncio.sleep(2.5)
        assert told(plane.reports[0][1]) == [("c1", Status.ENDED)]
        assert told(plane.latest) == []


async def test_a_long_list_of_ended_sessions_is_told_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST_ENDED", 2)
    fleet = Fleet()
    for number in range(5):
        await fleet.service.join(JoinCommand("room", "ada", call_id=f"c{number}"))
        await fleet.service.leave.by_room("room")
        fleet.service.clock.pass_time(1)
    async with fleet.running() as plane:
        await asyncio.sleep(2)
        pieces = [([session_id for session_id, _ in told(report)], report.more) for _, report in plane.reports]
    assert pieces[:4] == [(["c0", "c1"], True), (["c2", "c3"], True), (["c4"], False), ([], False)]


async def test_a_stale_call_is_ended_as_displaced_and_said_to_have_ended() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await fleet.service.join(JoinCommand("room-b", "bob", call_id="c2"))
        plane.next_orders.append(replace(FAITHFUL, stale=["c1", "never heard of"]))
        await asyncio.sleep(1)
        displaced = await fleet.service.sessions.one("c1")
        assert (displaced.status, displaced.reason) == (Status.ENDED, EndReason.DISPLACED)
        assert (await fleet.service.sessions.one("c2")).status is Status.ACTIVE
        assert ("c1", Status.ENDED) in [each for _, report in plane.reports for each in told(report)]


async def test_what_was_stale_of_an_earlier_owner_does_not_end_the_call_that_came_back() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await asyncio.sleep(SETTLED_S)
        plane.is_answering = False
        await asyncio.sleep(0.5)
        await fleet.service.leave.by_session("c1")
        await fleet.service.join(replace(ADA, epoch=2))
        plane.lines[0].say(replace(FAITHFUL, stale=["c1"]))
        await asyncio.sleep(SETTLED_S)
        assert (await fleet.service.sessions.one("c1")).status is Status.ACTIVE


async def test_a_control_plane_that_says_drain_keeps_new_calls_away_and_the_others_on() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        plane.next_orders.append(replace(FAITHFUL, drain=True))
        await asyncio.sleep(SETTLED_S)
        assert plane.latest.draining
        with pytest.raises(ServiceDraining):
            await fleet.service.join(JoinCommand("room-b", "bob"))
        await asyncio.sleep(5)
        assert told(plane.latest) == [("c1", Status.ACTIVE)]


async def test_that_a_replica_drains_is_told_at_once() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        fleet.service.calls.drain()
        fleet.lease.hurry()
        await asyncio.sleep(SETTLED_S)
        assert plane.latest.draining


async def test_a_shorter_lease_is_renewed_more_often() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        plane.next_orders.extend([Orders(0.6)] * 10)
        await asyncio.sleep(1.95)
        assert [later - sooner for sooner, later in pairwise(plane.times[-4:])] == pytest.approx([0.2] * 3)


async def test_a_connection_that_breaks_is_made_again_with_the_next_instance_before_it_is_missed() -> None:
    fleet = Fleet(instances=2)
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await asyncio.sleep(0.2)
        broken_at = asyncio.get_running_loop().time()
        plane.die()
        await asyncio.sleep(1)
        other = fleet.planes[1]
        assert other.times[0] - broken_at < 0.2
        assert told(other.latest) == [("c1", Status.ACTIVE)]
        assert (fleet.state.is_connected, fleet.state.breaks) == (True, 1)


async def test_a_frozen_instance_is_left_for_another_before_the_lease_is_over() -> None:
    fleet = Fleet(instances=2)
    async with fleet.running() as plane:
        await asyncio.sleep(1)
        plane.is_answering = False
        renewed_at = plane.times[-1]
        await asyncio.sleep(2)
        assert fleet.planes[1].times[0] - renewed_at < 1.5


async def test_while_no_control_plane_is_there_it_is_tried_ever_more_rarely_and_calls_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fleet = Fleet(instances=2)
    for plane in fleet.planes:
        plane.is_up = False
    async with fleet.running():
        await fleet.service.join(ADA)
        await asyncio.sleep(9)
        attempts = sorted(time for plane in fleet.planes for time in plane.attempts)
        assert attempts == pytest.approx([0, 0.1, 0.3, 0.7, 1.5, 3.1, 5.1, 7.1])
        assert (await fleet.service.sessions.one("c1")).status is Status.ACTIVE
        assert not fleet.state.is_connected
    assert len([record for record in caplog.records if "is away" in record.message]) == 2


async def test_after_it_has_worked_again_the_first_pause_is_short() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        for _ in range(2):
            plane.die()
            await asyncio.sleep(20)
            plane.is_up = True
            await asyncio.sleep(5)
        plane.die()
        died_at = asyncio.get_running_loop().time()
        plane.is_up = True
        await asyncio.sleep(1)
        assert plane.attempts[-1] - died_at == pytest.approx(0.1)


async def test_a_refused_credential_is_said_once_and_tried_every_five_seconds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    fleet = Fleet()
    fleet.planes[0].is_refusing = True
    async with fleet.running() as plane:
        await asyncio.sleep(11)
        assert plane.attempts == pytest.approx([0, 5, 10])
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "PARLEY_SERVICE_KEYS" in caplog.text


async def test_a_control_plane_that_answers_unasked_is_left_alone_for_a_while() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await asyncio.sleep(SETTLED_S)
        for _ in range(1000):
            plane.lines[0].say(replace(FAITHFUL, stale=["c1"]))
        await asyncio.sleep(4.9)
        assert len(plane.attempts) == 1
        assert (await fleet.service.sessions.one("c1")).status is Status.ACTIVE
        await asyncio.sleep(1)
        assert len(plane.attempts) == 2


async def test_a_stall_of_the_process_is_not_taken_for_the_control_planes_silence() -> None:
    fleet = Fleet()
    loop = asyncio.get_running_loop()
    async with fleet.running() as plane:
        plane.is_answering = False
        await asyncio.sleep(0.5)
        loop._now += 2  # type: ignore[attr-defined]
        plane.lines[0].say(FAITHFUL)
        plane.is_answering = True
        await asyncio.sleep(2)
        assert (fleet.state.breaks, len(plane.attempts)) == (0, 1)


async def test_a_replica_that_goes_says_what_has_ended_and_then_that_it_is_gone() -> None:
    fleet = Fleet()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        await asyncio.sleep(SETTLED_S)
        await fleet.service.calls.stop()
    last_but_one, last = (report for _, report in plane.reports[-2:])
    assert told(last_but_one) == [("c1", Status.ENDED)]
    assert (last.draining, last.sessions) == (True, ())
    assert plane.lines[0].is_closed
    assert fleet.state.breaks == 0


async def test_a_replica_that_goes_does_not_wait_long_for_a_silent_control_plane() -> None:
    fleet = Fleet()
    loop = asyncio.get_running_loop()
    async with fleet.running() as plane:
        plane.is_answering = False
        leaves_at = loop.time()
    assert loop.time() - leaves_at <= 1
    assert not plane.lines[0].is_closed


async def test_nor_for_one_that_learns_nothing() -> None:
    fleet = Fleet()
    loop = asyncio.get_running_loop()
    async with fleet.running() as plane:
        await fleet.service.join(ADA)
        plane.next_orders.extend([replace(FAITHFUL, learnt=False)] * 1000)
        await fleet.service.leave.by_session("c1")
        leaves_at = loop.time()
    assert loop.time() - leaves_at <= 1
    assert not plane.lines[0].is_closed


async def test_without_a_control_plane_nothing_runs() -> None:
    fleet = Fleet(alone=True)
    before = asyncio.all_tasks()
    async with fleet.lease.held():
        fleet.lease.begin()
        assert asyncio.all_tasks() == before
    assert fleet.lease.state() is None


async def test_a_fault_of_our_own_does_not_end_the_lease_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    fleet = Fleet()

    async def unreadable() -> tuple[Session, ...]:
        raise RuntimeError("the registry is broken")

    async with fleet.running() as plane:
        with monkeypatch.context() as broken:
            broken.setattr(fleet.service.registry, "all", unreadable)
            await asyncio.sleep(1)
            assert not fleet.state.is_connected
        await asyncio.sleep(10)
        assert fleet.state.is_connected
        assert len(plane.attempts) == 2
