"""A draining replica's calls move to others, one after the other, whatever fails on the way."""

import asyncio
from dataclasses import replace

from control_plane.application.use_cases.drain_replica import DrainReplica
from control_plane.application.use_cases.hold_lease import GRACE_S
from control_plane.domain.entities.agent import JoinCommand
from control_plane.domain.entities.call import CallStatus
from tests.fakes.control_plane.watch import BEAT_S, FakeReplica, Watch, now, open_watch

SOON_S = 1.0
LATER_S = 5.0


async def one_call_at_the_first_of_two(watch: Watch) -> tuple[FakeReplica, FakeReplica]:
    a, b = await watch.start("a"), await watch.start("b")
    await watch.begin(a)
    return a, b


async def drains(replica: FakeReplica) -> None:
    replica.draining = True
    await replica.report()


async def test_the_calls_of_a_replica_that_drains_are_carried_on_elsewhere() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        await drains(a)
        await asyncio.sleep(SOON_S)
        assert await watch.is_carried_by(b)
        assert (await watch.seen()).epoch == 2
    (join,) = b.agent.joins
    assert (join.call_id, join.epoch, join.standby) == ("c1", 2, True)
    assert a.agent.sessions["c1"].reason == "handed_over"
    assert watch.meter.moves == ["moved"]


async def test_a_call_that_was_found_moves_with_what_its_page_had_told() -> None:
    async with open_watch() as watch:
        a, b = await watch.start("a"), await watch.start("b")
        await a.agent.join(JoinCommand("lobby", "ann", "c1", 1, {"language": "de"}))
        await drains(a)
        await asyncio.sleep(SOON_S + BEAT_S)
        assert await watch.is_carried_by(b)
        assert (await watch.seen()).metadata == {"language": "de"}
    (join,) = b.agent.joins
    assert join.metadata["language"] == "de"


async def test_an_operator_who_drains_a_replica_has_its_calls_moved() -> None:
    async with open_watch() as watch:
        _, b = await one_call_at_the_first_of_two(watch)
        await DrainReplica(watch.replicas)("a")
        await asyncio.sleep(SOON_S)
        assert await watch.is_carried_by(b)


async def test_a_moved_call_outlives_the_replica_that_it_came_from() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        await drains(a)
        await asyncio.sleep(SOON_S)
        a.die()
        await asyncio.sleep(GRACE_S + SOON_S)
        assert await watch.is_carried_by(b)
    assert watch.meter.recoveries == []


async def test_a_call_stays_where_it_is_when_nobody_else_has_room() -> None:
    async with open_watch() as watch:
        a, b = await watch.start("a"), await watch.start("b", capacity=0)
        await watch.begin(a)
        await drains(a)
        await asyncio.sleep(LATER_S)
        assert await watch.is_carried_by(a)
        assert b.agent.joins == []
        await watch.start("c")
        await asyncio.sleep(LATER_S)
        assert (await watch.seen()).agent == "http://c:8000"
    assert set(watch.meter.moves) == {"no_place", "moved"}


async def test_a_call_that_finds_no_quiet_moment_is_tried_again_under_an_epoch_of_its_own() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        a.agent.is_talking = True
        await drains(a)
        await asyncio.sleep(SOON_S)
        assert await watch.is_carried_by(a)
        a.agent.is_talking = False
        await asyncio.sleep(LATER_S)
        assert await watch.is_carried_by(b)
    epochs = [join.epoch for join in b.agent.joins]
    assert len(epochs) > 1
    assert epochs == list(range(2, 2 + len(epochs)))


async def test_an_owner_that_dies_with_a_standby_waiting_is_recovered_above_the_standbys_epoch() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        a.agent.is_talking = True
        await drains(a)
        await asyncio.sleep(SOON_S)
        standbys = len(b.agent.joins)
        a.die()
        await asyncio.sleep(GRACE_S + LATER_S)
        assert await watch.is_carried_by(b)
        assert (await watch.seen()).epoch > b.agent.joins[standbys - 1].epoch
    assert not b.agent.joins[-1].standby


async def test_a_standby_that_dies_costs_nothing() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        b.agent.manner = "dead"
        await drains(a)
        await asyncio.sleep(SOON_S)
        assert await watch.is_carried_by(a)
        c = await watch.start("c")
        b.die()
        await asyncio.sleep(LATER_S)
        assert await watch.is_carried_by(c)


async def test_an_owner_whose_answer_is_lost_has_handed_over_all_the_same() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        await drains(a)
        a.agent.manner = "silent"
        await asyncio.sleep(LATER_S)
        assert await watch.is_carried_by(b)
    assert watch.meter.recoveries == []


async def test_what_a_standby_says_of_itself_is_nothing_about_the_call() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        waiting = b.agent.carry("room-c1", "ann", "c1", 2)
        b.agent.sessions["c1"] = replace(waiting, status="standby")
        answer = await b.report()
        assert answer.stale == ()
        assert await watch.is_carried_by(a)
        b.agent.end("c1", "standby_over")
        await b.report()
        await a.report()
        assert await watch.is_carried_by(a)


async def test_a_call_that_is_about_to_end_is_left_in_peace() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        a.agent.sessions["c1"] = replace(a.agent.sessions["c1"], status="leaving")
        await drains(a)
        await asyncio.sleep(SOON_S)
        assert (await watch.seen()).status is CallStatus.LEAVING
    assert b.agent.joins == []


async def test_a_storm_of_moves_is_paced() -> None:
    async with open_watch() as watch:
        a, b = await watch.start("a", capacity=40), await watch.start("b", capacity=40)
        for number in range(40):
            await watch.begin(a, f"c{number}")
        b.agent.hold = asyncio.Event()
        await drains(a)
        await asyncio.sleep(SOON_S)
        under_way = [each async for each in watch.calls.live() if each.reserved_epoch]
        assert len(under_way) == watch.reconciler.emptying.at_once < 40
        b.agent.hold.set()
        await asyncio.sleep(LATER_S)
        assert len(await watch.calls.carried_by(b.agent.url)) == 40
        assert watch.reconciler.emptying.moving == 0


async def test_a_caller_who_waits_for_a_person_still_does_when_the_call_has_moved() -> None:
    async with open_watch() as watch:
        a, b = await one_call_at_the_first_of_two(watch)
        a.agent.sessions["c1"] = replace(a.agent.sessions["c1"], status="waiting_for_human")
        await drains(a)
        await asyncio.sleep(SOON_S)
        seen = await watch.seen()
        assert (seen.agent, seen.status) == (b.agent.url, CallStatus.WAITING_FOR_HUMAN)


async def test_an_agent_that_goes_on_with_a_call_that_is_over_is_told_so() -> None:
    async with open_watch() as watch:
        _, b = await one_call_at_the_first_of_two(watch)
        await watch.calls.save((await watch.seen()).over(CallStatus.ENDED, "leave_requested", now()))
        b.agent.carry("room-c1", "ann", "c1", 2)
        assert (await b.report()).stale == ("c1",)
        assert (await watch.seen()).status is CallStatus.ENDED
