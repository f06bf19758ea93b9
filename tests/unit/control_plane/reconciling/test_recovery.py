import asyncio
from dataclasses import replace

from control_plane.application.reconciling.reconciler import SETTLES_S
from control_plane.application.use_cases.hold_lease import GRACE_S, LEASE_S
from control_plane.domain.entities.call import CallStatus
from tests.fakes.control_plane.watch import FakeReplica, Watch, open_watch

AT_ONCE_S = 0.02


async def test_a_call_whose_replica_dies_is_carried_on_at_once() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.die()
        await asyncio.sleep(AT_ONCE_S)
        assert await watch.is_carried_by(b)
    (join,) = b.agent.joins
    assert (join.call_id, join.epoch, join.idempotency_key) == ("c1", 2, "c1:2")
    assert (join.room, join.user_id, join.metadata["language"]) == ("room-c1", "ann", "en")
    assert (watch.meter.leases, watch.meter.recoveries) == (["broke"], ["recovered"])


async def test_a_replica_that_is_back_within_the_grace_keeps_its_calls() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.reconnect()
        await asyncio.sleep(GRACE_S / 2)
        await a.report()
        await asyncio.sleep(5)
        assert await watch.is_carried_by(a)
    assert b.agent.joins == []


async def test_a_replica_that_may_be_there_still_is_waited_for() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.freeze()
        a.agent.manner = "silent"
        a.reconnect()
        await asyncio.sleep(GRACE_S - AT_ONCE_S)
        assert b.agent.joins == []
        await asyncio.sleep(2 * AT_ONCE_S)
        assert await watch.is_carried_by(b)


async def test_a_frozen_replica_loses_its_calls_when_its_lease_is_over() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        await asyncio.sleep(SETTLES_S)
        a.freeze()
        await asyncio.sleep(LEASE_S - 0.6)
        assert b.agent.joins == []
        await asyncio.sleep(0.6 + 0.5)
        assert await watch.is_carried_by(b)


async def test_a_frozen_replica_that_wakes_up_is_told_what_is_no_longer_its_own() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        await asyncio.sleep(SETTLES_S)
        a.freeze()
        await asyncio.sleep(LEASE_S + 0.5)
        answer = await a.report()
        again = await a.report()
        assert await watch.is_carried_by(b)
    assert (answer.stale, again.stale) == (("c1",), ())
    assert a.agent.live() == []


async def test_a_ghost_that_does_not_obey_is_told_again() -> None:
    async with open_watch() as watch:
        a, _ = await watch.start_two()
        a.die()
        await asyncio.sleep(1)
        a.lease = watch.hold_lease()
        for _ in range(3):
            assert (await a.report()).stale == ("c1",)
            a.agent.sessions["c1"] = replace(a.agent.sessions["c1"], status="active", turns=7)
            a.told_ended.clear()
        assert (await watch.seen()).epoch == 2


async def test_a_call_that_its_replica_no_longer_tells_is_carried_on() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        del a.agent.sessions["c1"]
        a.agent.capacity = 0
        await a.report()
        await asyncio.sleep(AT_ONCE_S)
        assert await watch.is_carried_by(b)


async def test_a_call_that_ended_is_not_carried_on() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.agent.end("c1", "caller_left")
        await a.report()
        await a.report()
        a.die()
        await asyncio.sleep(5)
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.ENDED, "caller_left")
    assert b.agent.joins == []


async def test_calls_whose_ends_have_no_room_in_the_first_reports_are_not_carried_on() -> None:
    async with open_watch() as watch:
        a, b = await watch.start("a"), await watch.start("b")
        for call_id in ("c1", "c2"):
            await watch.begin(a, call_id)
        a.freeze()
        await asyncio.sleep(2)
        for call_id in ("c1", "c2"):
            a.agent.end(call_id, "caller_left")
        a.lease = watch.hold_lease()
        a.untold = {"c2"}
        for _ in range(8):
            await a.report()
            await asyncio.sleep(AT_ONCE_S)
        a.untold = set()
        await a.report()
        await asyncio.sleep(5)
        ended = [await watch.seen(call_id) for call_id in ("c1", "c2")]
    assert {(call.status, call.reason) for call in ended} == {(CallStatus.ENDED, "caller_left")}
    assert b.agent.joins == []


async def test_what_is_missing_once_all_ends_were_told_is_carried_on() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.lease = watch.hold_lease()
        del a.agent.sessions["c1"]
        a.agent.capacity = 0
        a.untold = {"of another call"}
        await asyncio.sleep(2)
        before = list(b.agent.joins)
        a.untold = set()
        await asyncio.sleep(1)
        assert await watch.is_carried_by(b)
    assert before == []


async def test_a_restarted_replica_gets_its_own_calls_again() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        await asyncio.sleep(2)
        a.restart("i2")
        await a.report()
        await asyncio.sleep(AT_ONCE_S)
        assert await watch.is_carried_by(a)
    assert [join.epoch for join in a.agent.joins] == [2]


async def test_a_call_that_no_replica_has_room_for_waits_and_keeps_its_epoch() -> None:
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


async def test_a_lone_replica_that_was_cut_off_goes_on_with_its_call() -> None:
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


async def test_a_replica_that_refuses_is_passed_over_at_once_with_the_same_epoch() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        b.agent.draining = True
        c = await watch.start("c")
        c.agent.carry("elsewhere", "bob", "c9")
        await c.report()
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        assert await watch.is_carried_by(c)
    assert [join.epoch for join in (*b.agent.joins, *c.agent.joins)] == [2, 2]


async def test_a_replica_that_perhaps_obeyed_is_displaced_by_the_next_epoch() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
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


async def test_a_successor_that_does_not_get_into_the_room_is_succeeded() -> None:
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


async def test_a_call_whose_successor_never_gets_into_the_room_is_given_up() -> None:
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


async def die_one_after_the_other(watch: Watch, every_s: float) -> FakeReplica:
    """Seven replicas with the same call; the eighth is left."""
    replica = await watch.start("r0")
    await watch.begin(replica)
    for number in range(1, 8):
        following = await watch.start(f"r{number}")
        replica.die()
        await asyncio.sleep(every_s)
        replica = following
    return replica


async def test_a_call_that_ends_replica_after_replica_is_given_up() -> None:
    async with open_watch() as watch:
        await die_one_after_the_other(watch, every_s=2)
        call = await watch.seen()
    assert (call.status, call.reason) == (CallStatus.FAILED, "recovery_exhausted")
    assert watch.meter.recoveries == ["recovered"] * 5 + ["given_up"]


async def test_recoveries_of_long_ago_are_forgiven() -> None:
    async with open_watch() as watch:
        last = await die_one_after_the_other(watch, every_s=150)
        assert await watch.is_carried_by(last)


async def test_a_call_that_nobody_takes_for_a_minute_is_given_up_and_its_ghost_displaced() -> None:
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


async def test_tries_become_rarer() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        await watch.begin(a)
        a.die()
        await asyncio.sleep(10)
    assert 5 <= watch.meter.recoveries.count("no_place") <= 16


async def test_a_hundred_calls_of_one_replica_are_all_carried_on_within_a_second() -> None:
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


async def test_a_call_that_was_placed_while_its_replica_died_is_carried_on_too() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.die()
        await asyncio.sleep(GRACE_S + AT_ONCE_S)
        late = replace(await watch.seen(), call_id="late", session_id="late", room="r", agent=a.agent.url)
        await watch.calls.save(late)
        await asyncio.sleep(0.3)
        assert await watch.is_carried_by(b, "late")


async def test_a_call_about_to_end_ends_with_its_replica() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.agent.sessions["c1"] = replace(a.agent.sessions["c1"], status="leaving")
        await a.report()
        a.die()
        await asyncio.sleep(1)
        assert (await watch.seen()).status is CallStatus.ENDED
    assert b.agent.joins == []
