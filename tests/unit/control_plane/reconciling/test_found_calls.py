import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from control_plane.application.use_cases.hold_lease import GRACE_S
from control_plane.domain.entities.agent import JoinCommand
from control_plane.domain.entities.call import Call
from control_plane.domain.entities.replica import Renewal, Report
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from tests.fakes.control_plane.watch import FakeReplica, now, open_watch

AT_ONCE_S = 0.02


async def test_a_new_control_plane_learns_every_call_from_the_replicas() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        a.agent.carry("lobby", "ann", "c1", epoch=3)
        await a.report()
        call = await watch.seen()
    assert (call.room, call.identity, call.epoch, call.agent) == ("lobby", "ann", 3, a.agent.url)


async def test_a_call_that_only_its_replica_knew_is_carried_on_with_what_its_page_had_told() -> None:
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


async def test_a_replica_that_does_not_tell_what_pages_told_is_asked_again() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        await a.agent.join(JoinCommand("lobby", "ann", "c1", 1, {"language": "de"}))
        a.agent.manner = "silent"
        await asyncio.sleep(7)
        a.agent.manner = "well"
        await asyncio.sleep(7)
        assert (await watch.seen()).metadata == {"language": "de"}


async def test_a_replica_is_not_asked_again_for_calls_whose_pages_told_nothing() -> None:
    async with open_watch() as watch:
        a = await watch.start("a")
        await a.agent.join(JoinCommand("lobby", "ann", "c1", 1, {}))
        await asyncio.sleep(20)
        call = await watch.seen()
    assert not call.is_found
    assert watch.agents.listed == [a.agent.url]


async def test_a_report_in_which_nothing_changed_touches_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_watch() as watch:
        a = await watch.start("a", capacity=50)
        for number in range(50):
            await watch.begin(a, f"c{number}")
        asked: list[str] = []
        find_all = watch.calls.find_all

        async def counted(wanted: Sequence[str]) -> Sequence[Call | None]:
            asked.extend(wanted)
            return await find_all(wanted)

        monkeypatch.setattr(watch.calls, "find_all", counted)
        await a.report()
        assert asked == []
        a.agent.sessions["c7"] = replace(a.agent.sessions["c7"], turns=1)
        await a.report()
        assert asked == ["c7"]
        assert (await watch.seen("c7")).turns == 1


class SlowReplicaRegistry(InMemoryReplicaRegistry):
    """Takes as long to renew a lease as a test says."""

    takes_s = 0.0

    async def renew(self, report: Report, sessions: int, settled: Collection[str], lease_s: float) -> Renewal:
        renewal = await super().renew(report, sessions, settled, lease_s)
        await asyncio.sleep(self.takes_s)
        return renewal


async def test_a_call_that_was_placed_while_a_report_waited_is_not_missing_from_it() -> None:
    registry = SlowReplicaRegistry(asyncio.get_running_loop().time)
    async with open_watch(replicas=registry) as watch:
        a, b = await watch.start("a"), await watch.start("b")
        a.freeze()
        registry.takes_s = 1.4
        reporting = asyncio.create_task(a.report())
        await asyncio.sleep(0.1)
        session = a.agent.carry("lobby", "ann", "c1")
        await watch.calls.save(Call("c1", "lobby", "ann", now(), now()).carried(a.agent.url, session, now()))
        await reporting
        assert await watch.is_carried_by(a)
    assert b.agent.joins == []


async def test_a_successor_at_the_same_address_keeps_its_calls() -> None:
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


async def test_what_is_reserved_for_a_call_is_free_again_when_it_is_told() -> None:
    async with open_watch() as watch:
        a, b = await watch.start_two()
        a.die()
        await asyncio.sleep(1)
        (there,) = [each for each in await watch.replicas.all() if each.is_alive]
        assert (there.replica_id, there.sessions, there.reserved) == ("b", 1, 0)
        assert there.report == Report("b", b.agent.url, "i1", "0.1.0", 10)
        assert (await watch.seen()).confirmed_at <= now()
