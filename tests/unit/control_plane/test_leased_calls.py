"""Calls of replicas that hold leases, as callers and operators see them."""

import asyncio
from dataclasses import replace

import pytest

from control_plane.application.carrying import LOOK_AGAIN_S
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.replica import Report
from control_plane.domain.errors import CallNotPlaced
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.desk import Desk, open_desk


def leased(agent: FakeAgent, draining: bool = False) -> Report:
    return Report(agent.url, agent.url, "i1", "0.1.0", agent.capacity, 0.0, draining)


async def lease(desk: Desk, name: str, sessions: int = 0, draining: bool = False) -> int:
    renewal = await desk.replicas.renew(leased(desk.agents[name], draining), sessions, (), 60)
    return renewal.number


async def lost(desk: Desk) -> Call:
    """A call whose replica is gone."""
    call = (await desk.begin("lobby", "ann", {"language": "en"})).call
    assert await desk.calls.exchange(call, call.lost(desk.clock.now()))
    found = await desk.calls.find(call.call_id)
    assert found
    return found


async def test_a_replica_that_holds_a_lease_is_asked_before_a_configured_service() -> None:
    async with open_desk(FakeAgent("idle"), FakeAgent("leased")) as desk:
        await lease(desk, "leased", sessions=5)
        assert (await desk.begin()).call.agent == "leased"


async def test_a_configured_service_that_holds_a_lease_is_not_asked_twice() -> None:
    async with open_desk(FakeAgent("a", capacity=0)) as desk:
        await lease(desk, "a")
        with pytest.raises(CallNotPlaced) as refused:
            await desk.begin()
    assert refused.value.code == "full"
    assert desk.agents["a"].joins == []


async def test_a_full_replica_refuses_and_the_next_is_asked() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        await lease(desk, "a")
        await lease(desk, "b", sessions=5)
        desk.agents["a"].capacity = 0
        assert (await desk.begin()).call.agent == "b"
        there = {replica.replica_id: replica.reserved for replica in await desk.replicas.all()}
    assert there == {"a": 0, "b": 1}


async def test_a_caller_who_returns_while_the_call_is_recovered_gets_no_second_agent() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        call = await lost(desk)
        joins = [len(agent.joins) for agent in desk.agents.values()]
        begun = await desk.begin("lobby", "ann")
        assert [len(agent.joins) for agent in desk.agents.values()] == joins
    assert begun.call == call
    assert begun.call.session_id == call.call_id


async def test_a_call_that_is_recovered_can_be_ended_and_its_next_agent_finds_it_over() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        call = await lost(desk)
        ended = await desk.end_call(call.call_id)
        late = call.taken_up(desk.clock.now())
        assert not await desk.calls.exchange(call, late)
        assert await desk.calls.live_in_room("lobby") is None
    assert (ended.status, ended.reason, ended.epoch) == (CallStatus.ENDED, "leave_requested", 2)


async def test_a_leased_call_that_its_replica_has_forgotten_is_left_to_be_recovered() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        await lease(desk, "a")
        begun = await desk.begin()
        desk.agents["a"].sessions.clear()
        desk.clock.advance(2)
        await desk.report_health()
        assert (await desk.see_call(begun.call.call_id)).is_live


async def test_a_call_that_another_control_plane_is_placing_is_waited_for() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        at = desk.clock.now()
        elsewhere = await desk.calls.claim(Call("c1", "lobby", "ann", at, at))
        returning = asyncio.create_task(desk.begin("lobby", "ann"))
        await asyncio.sleep(0.01)
        session = desk.agents["a"].carry("lobby", "ann", "c1")
        await desk.calls.save(elsewhere.carried("a", session, at))
        begun = await returning
    assert begun.call.call_id == "c1"
    assert len(desk.agents["a"].joins) == 1


async def handed_over(desk: Desk) -> Call:
    """A call of which its agent service says that it has gone on, and the registry not yet where."""
    call = (await desk.begin("lobby", "ann")).call
    desk.agents[call.agent].end(call.session_id, "handed_over")
    return call


async def test_a_caller_who_returns_as_the_call_is_handed_over_finds_it_at_its_new_agent() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        call = await handed_over(desk)
        other = "b" if call.agent == "a" else "a"
        returning = asyncio.create_task(desk.begin("lobby", "ann"))
        await asyncio.sleep(LOOK_AGAIN_S / 2)
        session = desk.agents[other].carry("lobby", "ann", call.call_id, epoch=2)
        await desk.calls.exchange(call, replace(call, epoch=2).carried(other, session, desk.clock.now()))
        begun = await returning
    assert (begun.call.call_id, begun.call.agent, begun.call.epoch) == (call.call_id, other, 2)
    assert [len(agent.joins) for agent in desk.agents.values()].count(0) == 0


async def test_a_caller_whose_call_is_nowhere_to_be_found_is_asked_to_come_back() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        await handed_over(desk)
        desk.begin_call.carrying.deadline_s = 2 * LOOK_AGAIN_S
        with pytest.raises(CallNotPlaced):
            await desk.begin("lobby", "ann")


async def test_a_call_that_another_control_plane_has_had_carried_with_a_newer_epoch_gets_no_second_agent() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        for agent in desk.agents.values():
            agent.hold = asyncio.Event()
        beginning = asyncio.create_task(desk.begin("lobby", "ann"))
        while not (call := await desk.calls.live_in_room("lobby")):
            await asyncio.sleep(0)
        for agent in desk.agents.values():
            agent.carry("lobby", "ann", call.call_id, epoch=2)
        ours = replace(call, epoch=2).carried("a", desk.agents["a"].sessions[call.call_id], desk.clock.now())
        await desk.calls.exchange(call, ours)
        for agent in desk.agents.values():
            assert agent.hold
            agent.hold.set()
        begun = await beginning
    assert begun.call == ours
    assert sum(len(agent.joins) for agent in desk.agents.values()) == 1


async def test_a_call_whose_control_plane_died_while_placing_it_gets_the_next_epoch() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        at = desk.clock.now()
        await desk.calls.claim(Call("c1", "lobby", "ann", at, at))
        desk.clock.advance(10)
        begun = await desk.begin("lobby", "ann")
    assert (begun.call.call_id, begun.call.epoch, begun.call.agent) == ("c1", 2, "a")


async def test_health_goes_by_leases_and_not_by_addresses_where_nothing_is() -> None:
    async with open_desk(FakeAgent("nowhere", manner="dead"), FakeAgent("a"), FakeAgent("b")) as desk:
        number = await lease(desk, "a")
        await lease(desk, "b", draining=True)
        well = await desk.report_health()
        await desk.replicas.end("a", number)
        after = await desk.report_health()
        replicas = await desk.replicas.all()
    assert (well.status, well.replicas) == ("ok", 2)
    assert (after.status, after.replicas) == ("degraded", 1)
    assert [replica.is_alive for replica in replicas] == [False, True]


async def test_metadata_stays_with_the_call_and_is_not_shown() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        call = (await desk.begin("lobby", "ann", {"said": "hunter2"})).call
    assert replace(call).metadata == {"said": "hunter2"}
    assert "hunter2" not in repr(call)
