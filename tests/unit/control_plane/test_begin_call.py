import asyncio

import pytest

from control_plane.domain.entities.call import CallStatus
from control_plane.domain.errors import CallNotFound, CallNotPlaced, FieldRefused, RoomTaken
from control_plane.domain.interfaces.call_registry import CallFilter
from tests.fakes.control_plane.agent import FakeAgent, Manner
from tests.fakes.control_plane.desk import open_desk

ALL = CallFilter()


async def test_a_caller_who_asks_for_nothing_gets_a_room_nobody_can_guess() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        first, second = await desk.begin(), await desk.begin()
    assert len(first.call.room) >= 32
    assert first.call.room != second.call.room
    assert first.call.identity != second.call.identity


async def test_the_agent_is_told_who_calls_and_what_the_page_knows() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        begun = await desk.begin("lobby", "ann", {"language": "en"})
    command = desk.agents["a"].joins[0]
    assert (command.room, command.user_id, command.metadata["language"]) == ("lobby", "ann", "en")
    assert (command.call_id, command.epoch) == (begun.call.call_id, 1)


async def test_the_least_loaded_service_gets_the_call() -> None:
    busy, idle = FakeAgent("busy"), FakeAgent("idle")
    for number in range(3):
        busy.carry(f"room{number}", f"caller{number}", f"session{number}")
    async with open_desk(busy, idle) as desk:
        begun = await desk.begin()
    assert begun.call.agent == "idle"


async def test_load_is_a_share_of_capacity() -> None:
    large, small = FakeAgent("large", capacity=100), FakeAgent("small", capacity=2)
    small.carry("r", "c", "s")
    for number in range(10):
        large.carry(f"room{number}", f"caller{number}", f"session{number}")
    async with open_desk(large, small) as desk:
        assert (await desk.begin()).call.agent == "large"


async def test_calls_that_begin_together_are_spread() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        await asyncio.gather(*(desk.begin() for _ in range(10)))
    assert [len(agent.joins) for agent in desk.agents.values()] == [5, 5]


@pytest.mark.parametrize(
    "first", [FakeAgent("a", draining=True), FakeAgent("a", capacity=0), FakeAgent("a", manner="dead")]
)
async def test_another_service_is_asked_when_one_cannot(first: FakeAgent) -> None:
    async with open_desk(first, FakeAgent("b")) as desk:
        assert (await desk.begin()).call.agent == "b"


async def test_a_service_that_said_it_was_full_is_still_asked_last() -> None:
    agent = FakeAgent("a", capacity=0)
    async with open_desk(agent) as desk:
        await desk.fleet.refresh()
        agent.capacity = 1
        assert (await desk.begin()).call.agent == "a"


@pytest.mark.parametrize(
    ("agents", "code"),
    [
        ((FakeAgent("a", capacity=0), FakeAgent("b", manner="dead")), "full"),
        ((FakeAgent("a", draining=True),), "full"),
        ((FakeAgent("a", manner="dead"),), "agents_unreachable"),
        ((FakeAgent("a", manner="silent"),), "agents_unreachable"),
        ((FakeAgent("a", has_media=False), FakeAgent("b", capacity=0)), "media_unavailable"),
        ((FakeAgent("a", manner="wrong"),), "agents_failed"),
        ((FakeAgent("a", is_spent=True), FakeAgent("b", is_spent=True)), "spent"),
    ],
)
async def test_a_refused_caller_is_told_why(agents: tuple[FakeAgent, ...], code: str) -> None:
    async with open_desk(*agents) as desk:
        with pytest.raises(CallNotPlaced) as refused:
            await desk.begin()
    assert refused.value.code == code
    assert desk.meter.outcomes == [code]


async def test_the_wait_that_a_full_service_asks_for_is_passed_on() -> None:
    async with open_desk(FakeAgent("a", capacity=0, retry_after_s=3)) as desk:
        with pytest.raises(CallNotPlaced) as refused:
            await desk.begin()
    assert refused.value.retry_after_s == 3


@pytest.mark.parametrize("manner", ["dead", "silent", "wrong"])
async def test_a_refused_call_leaves_no_record(manner: Manner) -> None:
    async with open_desk(FakeAgent("a", manner=manner)) as desk:
        with pytest.raises(CallNotPlaced):
            await desk.begin("lobby", "ann")
        assert await desk.calls.page(ALL, 10, None) == ()
        assert await desk.calls.live_in_room("lobby") is None


@pytest.mark.parametrize("manner", ["silent", "wrong"])
async def test_an_agent_that_came_unheard_is_sent_away(manner: Manner) -> None:
    agent = FakeAgent("a", manner=manner)
    async with open_desk(agent) as desk:
        with pytest.raises(CallNotPlaced):
            await desk.begin()
    assert agent.live() == []


async def test_after_silence_the_next_service_gets_a_room_of_its_own() -> None:
    silent, full = FakeAgent("a"), FakeAgent("b", draining=True)
    async with open_desk(silent, full) as desk:
        await desk.fleet.refresh()
        silent.manner, full.draining = "silent", False
        begun = await desk.begin()
    assert [command.room for command in full.joins] == [begun.call.room]
    assert silent.joins[0].room != begun.call.room
    assert silent.live() == []


async def test_a_chosen_room_is_carried_on_with_the_next_epoch() -> None:
    silent, full = FakeAgent("a"), FakeAgent("b", draining=True)
    async with open_desk(silent, full) as desk:
        await desk.fleet.refresh()
        silent.manner, full.draining = "silent", False
        begun = await desk.begin("lobby", "ann")
    assert (begun.call.room, begun.call.agent, begun.call.epoch) == ("lobby", "b", 2)


async def test_two_requests_at_the_same_moment_make_one_join() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        first, second = await asyncio.gather(desk.begin("lobby", "ann"), desk.begin("lobby", "ann"))
    assert len(desk.agents["a"].joins) == 1
    assert first.call == second.call


async def test_a_caller_who_gives_up_does_not_stop_the_other_who_waits() -> None:
    agent = FakeAgent("a", hold=asyncio.Event())
    async with open_desk(agent) as desk:
        first = asyncio.create_task(desk.begin("lobby", "ann"))
        second = asyncio.create_task(desk.begin("lobby", "ann"))
        await asyncio.sleep(0)
        first.cancel()
        assert agent.hold
        agent.hold.set()
        assert (await second).call.status is CallStatus.ACTIVE


async def test_a_reloaded_page_comes_back_to_its_call() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        before, after = await desk.begin("lobby", "ann"), await desk.begin("lobby", "ann")
    assert before.call.session_id == after.call.session_id
    assert len(desk.agents["a"].live()) == 1
    assert desk.meter.outcomes == ["placed", "returned"]


async def test_a_repeated_join_carries_the_same_key() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        await desk.begin("lobby", "ann")
        await desk.begin("lobby", "ann")
    keys = {command.idempotency_key for command in desk.agents["a"].joins}
    assert len(keys) == 1


async def test_a_room_whose_call_is_over_begins_a_new_one() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        before = await desk.begin("lobby", "ann")
        desk.agents["a"].end(before.call.session_id)
        after = await desk.begin("lobby", "ann")
    assert before.call.call_id != after.call.call_id
    assert after.call.status is CallStatus.ACTIVE


async def test_a_call_whose_service_died_is_carried_on_elsewhere() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        before = await desk.begin("lobby", "ann")
        desk.agents[before.call.agent].manner = "dead"
        after = await desk.begin("lobby", "ann")
    assert (after.call.call_id, after.call.epoch) == (before.call.call_id, 2)
    assert after.call.agent != before.call.agent


async def test_a_call_whose_service_is_silent_gets_no_second_agent() -> None:
    async with open_desk(FakeAgent("a"), FakeAgent("b")) as desk:
        before = await desk.begin("lobby", "ann")
        desk.agents[before.call.agent].manner = "silent"
        with pytest.raises(CallNotPlaced):
            await desk.begin("lobby", "ann")
    assert sum(len(agent.live()) for agent in desk.agents.values()) == 1


@pytest.mark.parametrize("identity", ["bob", None])
async def test_another_caller_does_not_get_into_the_room(identity: str | None) -> None:
    async with open_desk(FakeAgent("a")) as desk:
        await desk.begin("lobby", "ann")
        with pytest.raises(RoomTaken):
            await desk.begin("lobby", identity)


async def test_of_two_callers_at_the_same_moment_one_gets_the_room() -> None:
    async with open_desk(FakeAgent("a")) as desk:
        answers = await asyncio.gather(
            desk.begin("lobby", "ann"), desk.begin("lobby", "bob"), return_exceptions=True
        )
    assert [type(answer).__name__ for answer in answers] == ["BegunCall", "RoomTaken"]


async def test_a_new_control_plane_finds_the_call_that_a_room_has() -> None:
    agent = FakeAgent("a")
    agent.carry("lobby", "ann", "s1")
    async with open_desk(agent, FakeAgent("b")) as desk:
        with pytest.raises(RoomTaken):
            await desk.begin("lobby", "bob")
        assert (await desk.begin("lobby", "ann")).call.session_id == "s1"


async def test_a_room_that_a_service_carries_for_another_is_taken() -> None:
    agent = FakeAgent("a")
    async with open_desk(agent) as desk:
        await desk.list_calls(ALL, 1)
        agent.carry("lobby", "bob", "s1")
        with pytest.raises(RoomTaken):
            await desk.begin("lobby", "ann")
        with pytest.raises(CallNotFound):
            await desk.see_call("s2")


async def test_where_names_are_not_free_a_new_call_gets_new_ones() -> None:
    async with open_desk(FakeAgent("a"), names_are_free=False) as desk:
        begun = await desk.begin("lobby", "ann")
    assert (begun.call.room == "lobby", begun.call.identity == "ann") == (False, False)


async def test_where_names_are_not_free_a_caller_still_comes_back() -> None:
    async with open_desk(FakeAgent("a"), names_are_free=False) as desk:
        before = await desk.begin()
        after = await desk.begin(before.call.room, before.call.identity)
        assert after.call.session_id == before.call.session_id
        with pytest.raises(RoomTaken):
            await desk.begin(before.call.room, "bob")


@pytest.mark.parametrize(("room", "identity"), [("a b", None), ("", None), (None, "agent-1"), (None, "")])
async def test_names_that_break_the_rules_reach_no_agent(room: str | None, identity: str | None) -> None:
    async with open_desk(FakeAgent("a")) as desk:
        with pytest.raises(FieldRefused):
            await desk.begin(room, identity)
    assert desk.agents["a"].joins == []


async def test_no_other_service_is_asked_for_a_tenant_that_has_spent_its_money() -> None:
    spent, other = FakeAgent("a", is_spent=True, retry_after_s=3600), FakeAgent("b")
    other.carry("r", "c", "s")  # so that it comes second
    async with open_desk(spent, other) as desk:
        with pytest.raises(CallNotPlaced) as refused:
            await desk.begin()
    assert (refused.value.code, refused.value.retry_after_s) == ("spent", 3600)
    assert other.joins == []
