import pytest

from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.errors import CallNotEnded, CallNotFound
from control_plane.domain.interfaces.call_registry import CallFilter
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.desk import open_desk


async def test_a_call_is_seen_as_its_service_sees_it() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        begun = await desk.begin()
        desk.agents["a"].end(begun.call.session_id, "caller_left")
        seen = await desk.see_call(begun.call.call_id)
    assert (seen.status, seen.reason) == (CallStatus.ENDED, "caller_left")


async def test_a_caller_who_waits_for_a_person_is_seen_to_wait_and_the_call_is_live() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        begun = await desk.begin()
        desk.agents["a"].wait_for_human(begun.call.session_id)
        seen = await desk.see_call(begun.call.call_id)
        again = await desk.begin(room=begun.call.room, identity=begun.call.identity)
    assert (seen.status, seen.is_live) == (CallStatus.WAITING_FOR_HUMAN, True)
    assert again.call.call_id == begun.call.call_id


async def test_a_call_that_its_service_has_forgotten_is_over() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        begun = await desk.begin()
        desk.agents["a"].sessions.clear()
        seen = await desk.see_call(begun.call.call_id)
    assert (seen.status, seen.reason) == (CallStatus.ENDED, "session_gone")


async def test_a_call_whose_service_is_silent_is_told_as_it_was() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        begun = await desk.begin()
        desk.agents["a"].manner = "silent"
        assert await desk.see_call(begun.call.call_id) == begun.call


async def test_a_new_control_plane_finds_a_running_call() -> None:
    agent = FakeAgent("b")
    agent.carry("lobby", "ann", "s1")
    async with open_desk(FakeAgent("a", manner="dead"), agent) as desk:
        seen = await desk.see_call("s1")
    assert (seen.agent, seen.room, seen.identity) == ("b", "lobby", "ann")


async def test_a_new_control_plane_ends_a_running_call() -> None:
    agent = FakeAgent("a")
    agent.carry("lobby", "ann", "s1")
    async with open_desk(agent) as desk:
        await desk.end_call("s1")
    assert agent.live() == []


async def test_a_call_is_ended_where_it_runs() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        begun = await desk.begin()
        ended = await desk.end_call(begun.call.session_id)
        again = await desk.end_call(begun.call.session_id)
    assert desk.agents[begun.call.agent].left == [begun.call.session_id]
    assert (ended.status, again) == (CallStatus.ENDED, ended)


async def test_an_ended_call_frees_its_room() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        await desk.end_call((await desk.begin("lobby", "ann")).call.call_id)
        assert (await desk.begin("lobby", "bob")).call.identity == "bob"


async def test_a_call_that_cannot_be_ended_now_stays() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        begun = await desk.begin()
        desk.agents["a"].manner = "dead"
        with pytest.raises(CallNotEnded):
            await desk.end_call(begun.call.call_id)
        assert (await desk.see_call(begun.call.call_id)).is_live


async def test_a_call_whose_control_plane_died_while_placing_it_can_be_ended() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        at = desk.clock.now()
        await desk.calls.claim(Call("c1", "lobby", "ann", at, at))
        ended = await desk.end_call("c1")
        assert await desk.calls.live_in_room("lobby") is None
    assert (ended.status, ended.reason, ended.epoch) == (CallStatus.ENDED, "leave_requested", 2)


async def test_an_unknown_call_is_neither_seen_nor_ended() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        with pytest.raises(CallNotFound):
            await desk.see_call("nobody")
        with pytest.raises(CallNotFound):
            await desk.end_call("nobody")


async def test_unknown_calls_ask_the_services_once_a_second_at_most() -> None:
    agent = FakeAgent("a")
    async with open_desk(agent) as desk:
        with pytest.raises(CallNotFound):
            await desk.see_call("s1")
        agent.carry("lobby", "ann", "s1")
        with pytest.raises(CallNotFound):
            await desk.see_call("s1")
        desk.clock.advance(1)
        assert await desk.see_call("s1")


async def test_the_list_has_calls_that_were_begun_at_a_service_by_hand() -> None:
    agent = FakeAgent("a")
    async with open_desk(agent) as desk:
        begun = await desk.begin()
        agent.carry("lobby", "ann", "s1")
        desk.clock.advance(1)
        page = await desk.list_calls(CallFilter(), 10)
    assert {call.session_id for call in page.calls} == {begun.call.session_id, "s1"}


async def test_a_page_tells_where_the_next_one_begins() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        ids: list[str] = []
        for _ in range(3):
            ids.append((await desk.begin()).call.call_id)
            desk.clock.advance(1)
        first = await desk.list_calls(CallFilter(), 2)
        second = await desk.list_calls(CallFilter(), 2, first.next)
    assert [call.call_id for call in (*first.calls, *second.calls)] == ids[::-1]
    assert second.next is None


async def test_a_call_that_nobody_vouches_for_is_given_up() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        begun = await desk.begin()
        desk.agents["a"].manner = "dead"
        desk.clock.advance(301)
        await desk.report_health()
        seen = await desk.see_call(begun.call.call_id)
    assert (seen.status, seen.reason) == (CallStatus.FAILED, "agent_lost")


async def test_health_counts_what_answers_and_what_lives() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b", manner="dead")) as desk:
        await desk.begin()
        health = await desk.report_health()
    assert (health.status, health.replicas, health.calls) == ("degraded", 1, 1)
    assert desk.meter.fleet == (1, 2)


async def test_health_is_degraded_when_there_is_no_agent_service() -> None:
    async with open_desk() as desk:
        health = await desk.report_health()
    assert (health.status, health.replicas) == ("degraded", 0)


async def test_health_is_ok_when_all_services_are() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        assert (await desk.report_health()).status == "ok"
