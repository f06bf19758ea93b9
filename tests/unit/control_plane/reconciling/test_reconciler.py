import asyncio
from collections.abc import Collection
from dataclasses import replace

from control_plane.application.reconciling.reconciler import FIRST_SWEEP_S, SETTLES_S, SWEEPS_EVERY_S
from control_plane.application.reconciling.weighing import EVERY_S
from control_plane.application.use_cases.hold_lease import LEASE_S, LeaseAnswer
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.replica import Renewal, Replica, Report
from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.leadership import Leadership
from control_plane.infrastructure.in_memory_alarm import InMemoryAlarm
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from tests.fakes.control_plane.scale_in import FakeScaleIn
from tests.fakes.control_plane.watch import CONFIGURED, now, open_watch


class Follower(Leadership):
    """Another one leads."""

    async def take(self) -> int | None:
        return None

    async def resign(self) -> None:
        """There is nothing to give back."""


async def test_a_control_plane_that_was_away_lets_replicas_come_back_first() -> None:
    async with open_watch() as before:
        a = await before.start("a")
        await before.begin(a)
        a.freeze()
    await asyncio.sleep(60 - LEASE_S)
    async with open_watch(before.calls, before.replicas, agents=before.agents) as after:
        b = await after.start("b")
        a.lease, a.hold_lease = after.hold_lease(), after.hold_lease
        await asyncio.sleep(SETTLES_S - 1)
        await a.report()
        assert await after.is_carried_by(a)
    assert b.agent.joins == []


async def test_a_drained_replica_takes_over_nothing_and_is_told_so() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        c = await watch.start("c")
        await watch.replicas.drain("b")
        a.die()
        await asyncio.sleep(1)
        assert await watch.is_carried_by(c)
        assert b.answer
        assert b.answer.drain


async def test_a_replica_that_goes_empty_and_in_good_order_is_forgotten() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        a.draining = True
        await a.report()
        a.freeze()
        await a.lease.closed()
        assert await watch.replicas.all() == ()
    assert watch.meter.leases == ["left"]


async def test_a_replica_that_closes_with_calls_has_broken() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.draining = True
        await a.report()
        a.freeze()
        await a.lease.closed()
        await asyncio.sleep(1)
        assert await watch.is_carried_by(b)


class AbsentReplicaRegistry(InMemoryReplicaRegistry):
    """Cannot be reached while a test says so."""

    is_away = False

    async def renew(self, report: Report, sessions: int, settled: Collection[str], lease_s: float) -> Renewal:
        self._reach()
        return await super().renew(report, sessions, settled, lease_s)

    async def leaving(self) -> tuple[Replica, ...]:
        self._reach()
        return await super().leaving()

    async def leave(self, replica_id: str, incarnation: str) -> None:
        self._reach()
        await super().leave(replica_id, incarnation)

    def _reach(self) -> None:
        if self.is_away:
            raise RegistryUnavailable


async def test_while_the_registry_is_away_and_when_it_is_back_calls_go_on_where_they_are() -> None:
    registry = AbsentReplicaRegistry(asyncio.get_running_loop().time)
    async with open_watch(replicas=registry) as watch:
        a, b = await watch.start_two()
        await asyncio.sleep(SETTLES_S + 1)
        registry.is_away = True
        await asyncio.sleep(10)
        assert a.answer == LeaseAnswer(LEASE_S, learnt=False)
        b.freeze()
        registry.is_away = False
        await asyncio.sleep(SETTLES_S - 1)
        assert await watch.is_carried_by(a)
        await watch.begin(b, "c2")
        await asyncio.sleep(LEASE_S + 2)
        assert await watch.is_carried_by(a, "c2")
    assert b.agent.joins == []


async def test_a_call_that_ended_while_the_registry_was_away_is_over_when_it_is_back() -> None:
    registry = AbsentReplicaRegistry(asyncio.get_running_loop().time)
    async with open_watch(replicas=registry) as watch:
        a, b = await watch.start_two()
        await asyncio.sleep(SETTLES_S + 1)
        registry.is_away = True
        await asyncio.sleep(1)
        a.agent.end("c1", "caller_left")
        await asyncio.sleep(2)
        a.lease = watch.hold_lease()
        await asyncio.sleep(2)
        registry.is_away = False
        await asyncio.sleep(5)
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.ENDED, "caller_left")
    assert b.agent.joins == []


async def test_a_replica_that_goes_in_good_order_while_the_registry_is_away_is_not_taken_for_broken() -> None:
    registry = AbsentReplicaRegistry(asyncio.get_running_loop().time)
    async with open_watch(replicas=registry) as watch:
        a = await watch.start("a")
        a.draining = True
        await a.report()
        a.freeze()
        registry.is_away = True
        await a.lease.closed()
        registry.is_away = False
        await asyncio.sleep(LEASE_S)
        (left,) = await watch.replicas.all()
    assert (left.is_alive, left.broken) == (False, False)
    assert watch.meter.leases == []


class StallingAlarm(InMemoryAlarm):
    """Its waits last as long as a test says."""

    stall_s = 0.0

    async def wait(self, timeout_s: float) -> None:
        await asyncio.sleep(self.stall_s)
        await super().wait(timeout_s)


async def test_a_control_plane_that_stalls_does_not_take_replicas_for_frozen() -> None:
    alarm = StallingAlarm()
    async with open_watch(alarm=alarm) as watch:
        a, b = await watch.start_two()
        await asyncio.sleep(SETTLES_S + 1)
        alarm.stall_s = 5.0
        await asyncio.sleep(1)
        a.freeze()
        await asyncio.sleep(5)
        alarm.stall_s = 0.0
        await a.report()
        await asyncio.sleep(5)
        assert await watch.is_carried_by(a)
    assert b.agent.joins == []


async def test_a_call_of_a_replica_that_is_long_forgotten_is_carried_on() -> None:
    async with open_watch() as watch:
        b = await watch.start("b")
        orphan = Call("c1", "lobby", "ann", now(), now(), agent="http://gone:8000", status=CallStatus.ACTIVE)
        await watch.calls.save(orphan)
        await watch.calls.save(replace(orphan, call_id="c2", room="r2", agent=CONFIGURED[0]))
        await asyncio.sleep(FIRST_SWEEP_S + 1)
        assert await watch.is_carried_by(b)
    assert [join.call_id for join in b.agent.joins] == ["c1"]


async def test_a_call_that_was_never_placed_is_over_and_its_room_free() -> None:
    async with open_watch() as watch:
        await watch.calls.claim(Call("c1", "lobby", "ann", now(), now()))
        await asyncio.sleep(FIRST_SWEEP_S + 1)
        assert (await watch.seen()).is_live
        await asyncio.sleep(SWEEPS_EVERY_S)
        call = await watch.seen()
        assert await watch.calls.live_in_room("lobby") is None
    assert (call.status, call.reason, call.epoch) == (CallStatus.FAILED, "never_placed", 2)


async def test_who_leads_tells_which_replicas_carry_calls() -> None:
    scale_in = FakeScaleIn()
    async with open_watch(scale_in=scale_in) as watch:
        await watch.start_two()
        await asyncio.sleep(2 * EVERY_S)
        assert scale_in.costs == {"a": 1, "b": 0}


async def test_who_does_not_lead_tells_nothing() -> None:
    scale_in = FakeScaleIn()
    async with open_watch(scale_in=scale_in, leadership=Follower()) as watch:
        await watch.start_two()
        await asyncio.sleep(2 * EVERY_S)
    assert scale_in.tellings == 0
