"""What is left of a call that could not be placed, and which services are asked."""

import asyncio
from dataclasses import replace

import pytest

from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.replica import Report
from control_plane.domain.errors import CallNotPlaced, RegistryUnavailable, RoomTaken
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.desk import Desk, open_desk


async def lease(desk: Desk, name: str, sessions: int) -> None:
    agent = desk.agents[name]
    await desk.replicas.renew(Report(name, name, "i1", "0.1.0", agent.capacity), sessions, (), 60)


async def test_where_replicas_hold_leases_an_address_where_nothing_answers_is_not_asked() -> None:
    async with open_desk(FakeAgent("nowhere", manner="dead"), FakeAgent("a", capacity=1)) as desk:
        await lease(desk, "a", sessions=1)
        with pytest.raises(CallNotPlaced) as refused:
            await desk.begin()
    assert refused.value.code == "full"
    assert [what for what, _ in desk.meter.failures] == ["health"]


async def test_where_replicas_are_full_a_configured_service_that_answers_is_asked() -> None:
    async with open_desk(FakeAgent("a", capacity=1), FakeAgent("b")) as desk:
        await lease(desk, "a", sessions=1)
        assert (await desk.begin()).call.agent == "b"


@pytest.mark.parametrize("error", [RegistryUnavailable, RoomTaken])
async def test_an_agent_whose_call_cannot_be_saved_is_sent_away(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    async def refuse(_call: Call) -> None:
        raise error

    agent = FakeAgent("a")
    async with open_desk(agent) as desk:
        monkeypatch.setattr(desk.calls, "save", refuse)
        with pytest.raises(error):
            await desk.begin()
    assert (len(agent.joins), agent.live()) == (1, [])


async def test_a_refused_caller_is_told_why_also_when_the_registry_is_away_by_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def away(_call_id: str, _epoch: int) -> None:
        raise RegistryUnavailable

    async with open_desk(FakeAgent("a", capacity=0)) as desk:
        monkeypatch.setattr(desk.calls, "release", away)
        with pytest.raises(CallNotPlaced) as refused:
            await desk.begin()
    assert refused.value.code == "full"


async def test_a_call_that_is_ended_while_it_is_placed_stays_ended_and_leaves_no_agent_behind() -> None:
    agent = FakeAgent("a", hold=asyncio.Event())
    async with open_desk(agent) as desk:
        beginning = asyncio.create_task(desk.begin("lobby", "ann"))
        while not (call := await desk.calls.live_in_room("lobby")):
            await asyncio.sleep(0)
        at = desk.clock.now()
        ended = replace(call, epoch=call.next_epoch).over(CallStatus.ENDED, "leave_requested", at)
        assert await desk.calls.exchange(call, ended)
        assert agent.hold
        agent.hold.set()
        with pytest.raises(CallNotPlaced):
            await beginning
        assert await desk.calls.find(call.call_id) == ended
    assert (len(agent.joins), agent.live()) == (1, [])
