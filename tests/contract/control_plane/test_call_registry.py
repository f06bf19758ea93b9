"""What every registry of calls promises."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.errors import RoomTaken, StaleEpoch
from control_plane.domain.interfaces.call_registry import CallFilter, CallRegistry, Position
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
KEPT_ENDED = 3
ALL = CallFilter()


@pytest.fixture(params=[InMemoryCallRegistry])
def calls(request: pytest.FixtureRequest) -> CallRegistry:
    make: Callable[[int], CallRegistry] = request.param
    return make(KEPT_ENDED)


def call(call_id: str = "c1", room: str = "lobby", identity: str = "ann", minute: int = 0) -> Call:
    at = BEGAN + timedelta(minutes=minute)
    return Call(call_id, room, identity, started_at=at, confirmed_at=at)


def over(wanted: Call) -> Call:
    return wanted.over(CallStatus.ENDED, "caller_left", BEGAN)


async def test_a_free_room_is_given_to_who_asks(calls: CallRegistry):
    assert await calls.claim(call()) == call()
    assert await calls.live_in_room("lobby") == call()


async def test_a_caller_gets_the_call_that_he_has(calls: CallRegistry):
    await calls.claim(call("c1"))
    assert await calls.claim(call("c2")) == call("c1")
    assert await calls.find("c2") is None


async def test_another_caller_does_not_get_the_room(calls: CallRegistry):
    await calls.claim(call("c1"))
    with pytest.raises(RoomTaken):
        await calls.claim(call("c2", identity="bob"))
    assert await calls.live_in_room("lobby") == call("c1")


async def test_a_released_call_is_forgotten_and_its_room_free(calls: CallRegistry):
    await calls.claim(call("c1"))
    await calls.release("c1")
    await calls.release("c1")
    assert await calls.find("c1") is None
    assert await calls.claim(call("c2", identity="bob")) == call("c2", identity="bob")


async def test_an_ended_call_is_known_and_its_room_free(calls: CallRegistry):
    await calls.claim(call("c1"))
    await calls.save(over(call("c1")))
    assert await calls.find("c1") == over(call("c1"))
    assert await calls.claim(call("c2", identity="bob"))


async def test_a_call_is_found_by_its_session_too(calls: CallRegistry):
    carried = replace(call(), session_id="s1")
    await calls.claim(call())
    await calls.save(carried)
    assert await calls.find("s1") == carried
    assert await calls.find("c1") == carried


async def test_what_a_succeeded_owner_writes_is_refused(calls: CallRegistry):
    await calls.save(replace(call(), epoch=2))
    with pytest.raises(StaleEpoch):
        await calls.save(replace(call(), epoch=1))


async def test_a_live_call_is_not_saved_into_a_taken_room(calls: CallRegistry):
    await calls.claim(call("c1"))
    with pytest.raises(RoomTaken):
        await calls.save(call("c2"))


async def test_an_ended_call_is_saved_whoever_has_its_room_now(calls: CallRegistry):
    await calls.claim(call("c1"))
    await calls.save(over(call("c2")))
    assert await calls.live_in_room("lobby") == call("c1")


async def test_live_calls_are_told(calls: CallRegistry):
    await calls.claim(call("c1", "r1"))
    await calls.claim(call("c2", "r2"))
    await calls.save(over(call("c2", "r2")))
    assert await calls.live() == (call("c1", "r1"),)


async def test_pages_go_from_the_newest_to_the_oldest(calls: CallRegistry):
    for number in range(5):
        await calls.claim(call(f"c{number}", f"r{number}", minute=number))
    first = await calls.page(ALL, 2, None)
    second = await calls.page(ALL, 9, Position(first[-1].started_at, first[-1].call_id))
    assert [found.call_id for found in (*first, *second)] == ["c4", "c3", "c2", "c1", "c0"]


async def test_calls_that_began_together_are_told_once_each(calls: CallRegistry):
    for number in range(4):
        await calls.claim(call(f"c{number}", f"r{number}"))
    first = await calls.page(ALL, 2, None)
    second = await calls.page(ALL, 9, Position(first[-1].started_at, first[-1].call_id))
    assert len({found.call_id for found in (*first, *second)}) == 4


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(identity="bob"), {"c2"}),
        (CallFilter(room="r1"), {"c1"}),
        (CallFilter(statuses=frozenset({CallStatus.ENDED})), {"c3"}),
        (CallFilter(statuses=frozenset({CallStatus.ENDED, CallStatus.WANTED})), {"c1", "c2", "c3"}),
        (CallFilter(room="nowhere"), set[str]()),
    ],
)
async def test_a_filter_leaves_what_was_asked_for(calls: CallRegistry, wanted: CallFilter, found: set[str]):
    await calls.claim(call("c1", "r1"))
    await calls.claim(call("c2", "r2", "bob"))
    await calls.save(over(call("c3", "r3", "cal")))
    assert {each.call_id for each in await calls.page(wanted, 9, None)} == found


async def test_of_ended_calls_only_so_many_are_kept(calls: CallRegistry):
    await calls.claim(call("alive", "r"))
    for number in range(KEPT_ENDED + 2):
        await calls.save(over(call(f"c{number}")))
    kept = {each.call_id for each in await calls.page(ALL, 99, None)}
    assert kept == {"alive", "c2", "c3", "c4"}
