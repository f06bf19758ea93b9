import asyncio
from collections.abc import Collection
from dataclasses import replace

import pytest

from control_plane.application.reconciling.reconciler import FIRST_SWEEP_S, SETTLES_S, SWEEPS_EVERY_S
from control_plane.application.reconciling.weighing import EVERY_S
from control_plane.application.use_cases.hold_lease import GRACE_S, LEASE_S, LeaseAnswer
from control_plane.domain.entities.agent import JoinCommand
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.replica import Renewal, Replica, Report
from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.leadership import Leadership
from control_plane.infrastructure.in_memory_alarm import InMemoryAlarm
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from tests.fakes.control_plane.scale_in import FakeScaleIn
from tests.fakes.control_plane.watch import CONFIGURED, FakeReplica, Watch, now, open_watch

AT_ONCE_S = 0.02


class Follower(Leadership):
    """Another one leads."""

    async def take(self) -> int | None:
        return None

    async def resign(self) -> None:
        """There is nothing to give back."""


async def lost_and_found(watch: Watch) -> tuple[FakeReplica, FakeReplica]:
    """A call at the first replica, and a second one."""
    a, b = await watch.start("a"), await watch.start("b")
    await watch.begin(a)
    return a, b


async def test_a_call_whose_replica_dies_is_carried_on_within_the_grace_and_a_breath():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        assert await watch.is_carried_by(b)
    (join,) = b.agent.joins
    assert (join.call_id, join.epoch, join.idempotency_key) == ("c1", 2, "c1:2")
    assert (join.room, join.user_id, join.metadata["language"]) == ("room-c1", "ann", "en")
    assert (watch.meter.leases, watch.meter.recoveries) == (["broke"], ["recovered"])


async def test_a_replica_that_is_back_within_the_grace_keeps_its_calls():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        a.reconnect()
        await asyncio.sleep(GRACE_S / 2)
        await a.report()
        await asyncio.sleep(5)
        assert await watch.is_carried_by(a)
    assert b.agent.joins == []


async def test_a_frozen_replica_loses_its_calls_when_its_lease_is_over():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        await asyncio.sleep(SETTLES_S)
        a.freeze()
        await asyncio.sleep(LEASE_S - 0.6)
        assert b.agent.joins == []
        await asyncio.sleep(0.6 + 0.5)
        assert await watch.is_carried_by(b)


async def test_a_frozen_replica_that_wakes_up_is_told_what_is_no_longer_its_own():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        await asyncio.sleep(SETTLES_S)
        a.freeze()
        await asyncio.sleep(LEASE_S + 0.5)
        answer = await a.report()
        again = await a.report()
        assert await watch.is_carried_by(b)
    assert (answer.stale, again.stale) == (("c1",), ())
    assert a.agent.live() == []


async def test_a_ghost_that_does_not_obey_is_told_again():
    async with open_watch() as watch:
        a, _ = await lost_and_found(watch)
        a.die()
        await asyncio.sleep(1)
        a.lease = watch.hold_lease()
        for _ in range(3):
            assert (await a.report()).stale == ("c1",)
            a.agent.sessions["c1"] = replace(a.agent.sessions["c1"], status="active", turns=7)
            a.told_ended.clear()
        assert (await watch.seen()).epoch == 2


async def test_a_control_plane_that_was_away_lets_replicas_come_back_first():
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


async def test_a_call_that_its_replica_no_longer_tells_is_carried_on():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        del a.agent.sessions["c1"]
        a.agent.capacity = 0
        await a.report()
        await asyncio.sleep(AT_ONCE_S)
        assert await watch.is_carried_by(b)


async def test_a_call_that_ended_is_not_carried_on():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        a.agent.end("c1", "caller_left")
        await a.report()
        await a.report()
        a.die()
        await asyncio.sleep(5)
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.ENDED, "caller_left")
    assert b.agent.joins == []


async def test_a_restarted_replica_gets_its_own_calls_again():
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        await asyncio.sleep(2)
        a.restart("i2")
        await a.report()
        await asyncio.sleep(AT_ONCE_S)
        assert await watch.is_carried_by(a)
    assert [join.epoch for join in a.agent.joins] == [2]


async def test_a_call_that_no_replica_has_room_for_waits_and_keeps_its_epoch():
    async with open_watch() as watch:
        a, b = await watch.start("a"), await watch.start("b", capacity=0)
        await watch.begin(a)
        a.die()
        await asyncio.sleep(10)
        waiting = await watch.seen()
        b.agent.capacity = 1
        await b.report()
        await asyncio.sleep(4)
        assert await watch.is_carried_by(b)
    assert (waiting.status, waiting.epoch) == (CallStatus.RECOVERING, 1)
    assert [join.epoch for join in b.agent.joins] == [2]


async def test_a_lone_replica_that_was_cut_off_goes_on_with_its_call():
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        a.freeze()
        a.lease.broke()
        await asyncio.sleep(5)
        assert (await watch.seen()).status is CallStatus.RECOVERING
        a.lease = watch.hold_lease()
        answer = await a.report()
        assert await watch.is_carried_by(a)
    assert answer.stale == ()
    assert a.agent.joins == []


async def test_a_replica_that_refuses_is_passed_over_at_once_with_the_same_epoch():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        b.agent.draining = True
        c = await watch.start("c")
        c.agent.carry("elsewhere", "bob", "c9")
        await c.report()
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        assert await watch.is_carried_by(c)
    assert [join.epoch for join in (*b.agent.joins, *c.agent.joins)] == [2, 2]


async def test_a_replica_that_perhaps_obeyed_is_displaced_by_the_next_epoch():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        b.agent.manner = "silent"
        c = await watch.start("c")
        c.agent.carry("elsewhere", "bob", "c9")
        await c.report()
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        assert await watch.is_carried_by(c)
        await asyncio.sleep(1)
    assert [join.epoch for join in (*b.agent.joins, *c.agent.joins)] == [2, 3]
    assert b.agent.live() == []


async def test_a_successor_that_does_not_get_into_the_room_is_succeeded():
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        b = await watch.start("b")
        a.die()
        await asyncio.sleep(2)
        assert await watch.is_carried_by(b)

        c = await watch.start("c")
        b.agent.fail("c1", "media_unavailable")
        b.agent.capacity = 0
        await b.report()
        await asyncio.sleep(2)

        assert await watch.is_carried_by(c)
        assert (await watch.seen()).epoch == 3


async def test_a_call_whose_successor_never_gets_into_the_room_is_given_up():
    async with open_watch() as watch:
        a, b = await watch.start("a"), await watch.start("b")
        await watch.begin(a)
        a.die()
        for _ in range(10):
            await asyncio.sleep(30)
            if b.agent.live():
                b.agent.fail("c1", "media_unavailable")
                await b.report()
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.FAILED, "recovery_exhausted")


async def test_a_call_that_ends_replica_after_replica_is_given_up():
    async with open_watch() as watch:
        replica = await watch.start("r0")
        await watch.begin(replica)
        for number in range(1, 8):
            following = await watch.start(f"r{number}")
            replica.die()
            await asyncio.sleep(2)
            replica = following
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.FAILED, "recovery_exhausted")
    assert watch.meter.recoveries == ["recovered"] * 5 + ["given_up"]


async def test_recoveries_of_long_ago_are_forgiven():
    async with open_watch() as watch:
        replica = await watch.start("r0")
        await watch.begin(replica)
        for number in range(1, 8):
            following = await watch.start(f"r{number}")
            replica.die()
            await asyncio.sleep(150)
            replica = following
        assert await watch.is_carried_by(replica)


async def test_a_call_that_nobody_takes_for_a_minute_is_given_up_and_its_ghost_displaced():
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        a.die()
        await asyncio.sleep(65)
        call = await watch.seen()
        a.lease = watch.hold_lease()
        answer = await a.report()
    assert (call.status, call.reason) == (CallStatus.FAILED, "recovery_exhausted")
    assert answer.stale == ("c1",)


async def test_tries_become_rarer():
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        a.die()
        await asyncio.sleep(10)
    assert 5 <= watch.meter.recoveries.count("no_place") <= 16


async def test_a_hundred_calls_of_one_replica_are_all_carried_on_within_a_second():
    async with open_watch() as watch:
        a, b, c = [await watch.start(name, capacity=100) for name in "abc"]
        for number in range(100):
            await watch.begin(a, f"c{number}")
        a.die()
        await asyncio.sleep(1)
        await b.report()
        await c.report()
    assert (len(b.agent.live()), len(c.agent.live())) == (50, 50)
    assert {join.epoch for join in (*b.agent.joins, *c.agent.joins)} == {2}


async def test_a_drained_replica_takes_over_nothing_and_is_told_so():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        c = await watch.start("c")
        await watch.replicas.drain("b")
        a.die()
        await asyncio.sleep(1)
        assert await watch.is_carried_by(c)
        assert b.answer
        assert b.answer.drain


async def test_a_replica_that_goes_empty_and_in_good_order_is_forgotten():
    async with open_watch() as watch:
        a = await watch.start("a")
        a.draining = True
        await a.report()
        a.freeze()
        await a.lease.closed()
        assert await watch.replicas.all() == ()
    assert watch.meter.leases == ["left"]


async def test_a_replica_that_closes_with_calls_has_broken():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        a.draining = True
        await a.report()
        a.freeze()
        await a.lease.closed()
        await asyncio.sleep(1)
        assert await watch.is_carried_by(b)


async def test_a_new_control_plane_learns_every_call_from_the_replicas():
    async with open_watch() as watch:
        a = await watch.start("a")
        a.agent.carry("lobby", "ann", "c1", epoch=3)
        await a.report()
        call = await watch.seen()
    assert (call.room, call.identity, call.epoch, call.agent) == ("lobby", "ann", 3, a.agent.url)


async def test_a_call_that_only_its_replica_knew_is_carried_on_with_what_its_page_had_told():
    async with open_watch() as watch:
        a, b = await watch.start("a"), await watch.start("b")
        told = {"language": "de", "tenant": "acme", "owner": "user:ann"}
        await a.agent.join(JoinCommand("lobby", "ann", "c1", 1, told))
        await a.report()
        await asyncio.sleep(AT_ONCE_S)
        await a.report()
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        assert await watch.is_carried_by(b)
        call = await watch.seen()
    assert (call.tenant, call.owner, call.metadata) == ("acme", "user:ann", {"language": "de"})
    (join,) = b.agent.joins
    assert join.metadata == told


async def test_a_replica_that_does_not_tell_what_pages_told_is_asked_again():
    async with open_watch() as watch:
        a = await watch.start("a")
        await a.agent.join(JoinCommand("lobby", "ann", "c1", 1, {"language": "de"}))
        a.agent.manner = "silent"
        await asyncio.sleep(7)
        a.agent.manner = "well"
        await asyncio.sleep(7)
        assert (await watch.seen()).metadata == {"language": "de"}


async def test_a_replica_is_not_asked_again_for_calls_whose_pages_told_nothing():
    async with open_watch() as watch:
        a = await watch.start("a")
        await a.agent.join(JoinCommand("lobby", "ann", "c1", 1, {}))
        await asyncio.sleep(20)
        call = await watch.seen()
    assert not call.is_found
    assert watch.agents.listed == [a.agent.url]


async def test_a_call_that_was_placed_while_its_replica_died_is_carried_on_too():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        late = replace(await watch.seen(), call_id="late", session_id="late", room="r", agent=a.agent.url)
        await watch.calls.save(late)
        await asyncio.sleep(0.3)
        assert await watch.is_carried_by(b, "late")


async def test_a_call_about_to_end_ends_with_its_replica():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        a.agent.sessions["c1"] = replace(a.agent.sessions["c1"], status="leaving")
        await a.report()
        a.die()
        await asyncio.sleep(1)
        assert (await watch.seen()).status is CallStatus.ENDED
    assert b.agent.joins == []


async def test_a_report_in_which_nothing_changed_touches_no_call(monkeypatch: pytest.MonkeyPatch):
    async with open_watch() as watch:
        a = await watch.start("a", capacity=50)
        for number in range(50):
            await watch.begin(a, f"c{number}")
        asked: list[str] = []
        find = watch.calls.find

        async def counted(wanted: str):
            asked.append(wanted)
            return await find(wanted)

        monkeypatch.setattr(watch.calls, "find", counted)
        await a.report()
        assert asked == []
        a.agent.sessions["c7"] = replace(a.agent.sessions["c7"], turns=1)
        await a.report()
        assert asked == ["c7"]
        assert (await watch.seen("c7")).turns == 1


async def test_a_successor_at_the_same_address_keeps_its_calls():
    """Its name is new, its address is that of a replica that is gone."""
    async with open_watch() as watch:
        a = await watch.start("a")
        a.die()
        await asyncio.sleep(1)
        a.agent.manner = "well"
        successor = FakeReplica(a.agent, watch.hold_lease, "a2", "i2")
        await successor.start()
        watch.started.append(successor)
        await watch.begin(successor)
        await asyncio.sleep(5)
        assert await watch.is_carried_by(successor)
    assert a.agent.joins == []


async def test_what_is_reserved_for_a_call_is_free_again_when_it_is_told():
    async with open_watch() as watch:
        a, b = await lost_and_found(watch)
        a.die()
        await asyncio.sleep(1)
        (there,) = [each for each in await watch.replicas.all() if each.is_alive]
        assert (there.replica_id, there.sessions, there.reserved) == ("b", 1, 0)
        assert there.report == Report("b", b.agent.url, "i1", "0.1.0", 10)
        assert (await watch.seen()).confirmed_at <= now()


class AbsentReplicaRegistry(InMemoryReplicaRegistry):
    """Cannot be reached while a test says so."""

    is_away = False

    async def renew(self, report: Report, sessions: int, settled: Collection[str], lease_s: float) -> Renewal:
        self._reach()
        return await super().renew(report, sessions, settled, lease_s)

    async def leaving(self) -> tuple[Replica, ...]:
        self._reach()
        return await super().leaving()

    def _reach(self) -> None:
        if self.is_away:
            raise RegistryUnavailable


async def test_while_the_registry_is_away_and_when_it_is_back_calls_go_on_where_they_are():
    registry = AbsentReplicaRegistry(asyncio.get_running_loop().time)
    async with open_watch(replicas=registry) as watch:
        a, b = await lost_and_found(watch)
        await asyncio.sleep(SETTLES_S + 1)
        registry.is_away = True
        await asyncio.sleep(10)
        assert a.answer == LeaseAnswer(LEASE_S)
        b.freeze()
        registry.is_away = False
        await asyncio.sleep(SETTLES_S - 1)
        assert await watch.is_carried_by(a)
        await watch.begin(b, "c2")
        await asyncio.sleep(LEASE_S + 2)
        assert await watch.is_carried_by(a, "c2")
    assert b.agent.joins == []


class StallingAlarm(InMemoryAlarm):
    """Its waits last as long as a test says."""

    stall_s = 0.0

    async def wait(self, timeout_s: float) -> None:
        await asyncio.sleep(self.stall_s)
        await super().wait(timeout_s)


async def test_a_control_plane_that_stalls_does_not_take_replicas_for_frozen():
    alarm = StallingAlarm()
    async with open_watch(alarm=alarm) as watch:
        a, b = await lost_and_found(watch)
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


async def test_a_call_of_a_replica_that_is_long_forgotten_is_carried_on():
    async with open_watch() as watch:
        b = await watch.start("b")
        orphan = Call("c1", "lobby", "ann", now(), now(), agent="http://gone:8000", status=CallStatus.ACTIVE)
        await watch.calls.save(orphan)
        await watch.calls.save(replace(orphan, call_id="c2", room="r2", agent=CONFIGURED[0]))
        await asyncio.sleep(FIRST_SWEEP_S + 1)
        assert await watch.is_carried_by(b)
    assert [join.call_id for join in b.agent.joins] == ["c1"]


async def test_a_call_that_was_never_placed_is_over_and_its_room_free():
    async with open_watch() as watch:
        await watch.calls.claim(Call("c1", "lobby", "ann", now(), now()))
        await asyncio.sleep(FIRST_SWEEP_S + 1)
        assert (await watch.seen()).is_live
        await asyncio.sleep(SWEEPS_EVERY_S)
        call = await watch.seen()
        assert await watch.calls.live_in_room("lobby") is None
    assert (call.status, call.reason, call.epoch) == (CallStatus.FAILED, "never_placed", 2)


async def test_who_leads_tells_which_replicas_carry_calls():
    scale_in = FakeScaleIn()
    async with open_watch(scale_in=scale_in) as watch:
        await lost_and_found(watch)
        await asyncio.sleep(2 * EVERY_S)
        assert scale_in.costs == {"a": 1, "b": 0}


async def test_who_does_not_lead_tells_nothing():
    scale_in = FakeScaleIn()
    async with open_watch(scale_in=scale_in, leadership=Follower()) as watch:
        await lost_and_found(watch)
        await asyncio.sleep(2 * EVERY_S)
    assert scale_in.tellings == 0
