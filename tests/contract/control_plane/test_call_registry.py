"""What every registry of calls promises."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.errors import RoomTaken, StaleEpoch, TenantFull
from control_plane.domain.interfaces.call_registry import CallFilter, CallRegistry, Position
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry
from control_plane.infrastructure.redis import call_registry
from control_plane.infrastructure.redis.call_registry import RedisCallRegistry
from control_plane.infrastructure.redis.connection import RedisConnection

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
KEPT_ENDED = 3
MOST = 3
ALL = CallFilter()


@asynccontextmanager
async def in_memory(_url: str, most: int | None = None) -> AsyncGenerator[CallRegistry]:
    yield InMemoryCallRegistry(KEPT_ENDED, most)


@asynccontextmanager
async def on_redis(url: str, most: int | None = None) -> AsyncGenerator[CallRegistry]:
    async with RedisConnection(url) as connection:
        yield RedisCallRegistry(connection, KEPT_ENDED, most)


@pytest.fixture(params=[in_memory, on_redis])
async def calls(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[CallRegistry]:
    async with request.param(redis_url) as registry:
        yield registry


@pytest.fixture(params=[in_memory, on_redis])
async def capped(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[CallRegistry]:
    """A tenant has `MOST` calls at once."""
    async with request.param(redis_url, MOST) as registry:
        yield registry


def call(call_id: str = "c1", room: str = "lobby", identity: str = "ann", minute: int = 0) -> Call:
    at = BEGAN + timedelta(minutes=minute)
    return Call(call_id, room, identity, started_at=at, confirmed_at=at)


def _behind(told: Call) -> Position:
    return Position(told.started_at, told.call_id)


def over(wanted: Call) -> Call:
    return wanted.over(CallStatus.ENDED, "caller_left", BEGAN)


async def test_a_free_room_is_given_to_who_asks(calls: CallRegistry) -> None:
    assert await calls.claim(call()) == call()
    assert await calls.live_in_room("lobby") == call()


async def test_a_caller_gets_the_call_that_he_has(calls: CallRegistry) -> None:
    await calls.claim(call("c1"))
    assert await calls.claim(call("c2")) == call("c1")
    assert await calls.find("c2") is None


async def test_another_caller_does_not_get_the_room(calls: CallRegistry) -> None:
    await calls.claim(call("c1"))
    with pytest.raises(RoomTaken):
        await calls.claim(call("c2", identity="bob"))
    assert await calls.live_in_room("lobby") == call("c1")


async def test_a_released_call_is_forgotten_and_its_room_free(calls: CallRegistry) -> None:
    await calls.claim(call("c1"))
    await calls.release("c1", epoch=1)
    await calls.release("c1", epoch=1)
    assert await calls.find("c1") is None
    assert await calls.claim(call("c2", identity="bob")) == call("c2", identity="bob")


async def test_a_call_that_has_a_newer_epoch_is_not_released(calls: CallRegistry) -> None:
    newer = replace(call(), epoch=10)
    await calls.save(newer)
    await calls.release("c1", epoch=9)
    assert await calls.live_in_room("lobby") == newer
    await calls.release("c1", epoch=10)
    assert await calls.live_in_room("lobby") is None


async def test_an_ended_call_is_known_and_its_room_free(calls: CallRegistry) -> None:
    await calls.claim(call("c1"))
    await calls.save(over(call("c1")))
    assert await calls.find("c1") == over(call("c1"))
    assert await calls.claim(call("c2", identity="bob"))


async def test_a_call_is_found_by_its_session_too(calls: CallRegistry) -> None:
    carried = replace(call(), session_id="s1")
    await calls.claim(call())
    await calls.save(carried)
    assert await calls.find("s1") == carried
    assert await calls.find("c1") == carried


async def test_several_are_found_in_the_order_in_which_they_are_asked_for(calls: CallRegistry) -> None:
    first, second = call("c1"), replace(call("c2", room="other"), session_id="s2")
    for each in (first, second):
        await calls.save(each)
    assert await calls.find_all(["s2", "c9", "c1", "c2"]) == (second, None, first, second)
    assert await calls.find_all([]) == ()


async def test_many_are_found(calls: CallRegistry) -> None:
    await calls.save(call("c1"))
    assert await calls.find_all([*["c9"] * 450, "c1"]) == (*[None] * 450, call("c1"))


async def test_what_a_succeeded_owner_writes_is_refused(calls: CallRegistry) -> None:
    await calls.save(replace(call(), epoch=2))
    with pytest.raises(StaleEpoch):
        await calls.save(replace(call(), epoch=1))


async def test_a_live_call_is_not_saved_into_a_taken_room(calls: CallRegistry) -> None:
    await calls.claim(call("c1"))
    with pytest.raises(RoomTaken):
        await calls.save(call("c2"))


async def test_an_ended_call_is_saved_whoever_has_its_room_now(calls: CallRegistry) -> None:
    await calls.claim(call("c1"))
    await calls.save(over(call("c2")))
    assert await calls.live_in_room("lobby") == call("c1")


async def test_live_calls_are_told(calls: CallRegistry) -> None:
    await calls.claim(call("c1", "r1"))
    await calls.claim(call("c2", "r2"))
    await calls.save(over(call("c2", "r2")))
    assert [each async for each in calls.live()] == [call("c1", "r1")]


async def test_all_of_very_many_live_calls_are_told(calls: CallRegistry) -> None:
    wanted = {f"c{number}" for number in range(1_000)}
    await asyncio.gather(*(calls.claim(call(call_id, call_id)) for call_id in wanted))
    assert {each.call_id async for each in calls.live()} == wanted


async def test_calls_may_end_while_they_are_told(calls: CallRegistry) -> None:
    for number in range(3):
        await calls.claim(call(f"c{number}", f"r{number}"))
    told: set[str] = set()
    async for each in calls.live():
        told.add(each.call_id)
        await calls.release("c2", epoch=1)
    assert {"c0", "c1"} <= told


async def test_every_fact_of_a_call_is_kept(calls: CallRegistry) -> None:
    told = Call(
        "c1",
        "lobby",
        "ann",
        started_at=BEGAN + timedelta(microseconds=1),
        confirmed_at=BEGAN,
        epoch=7,
        agent="http://a:8000",
        session_id="s1",
        status=CallStatus.FAILED,
        reason="agent_lost",
        specialist="sales",
        turns=3,
        ended_at=BEGAN,
        room_chosen=True,
        metadata={"language": "en", "customer": {"number": 7}},
        recoveries=(BEGAN,),
        tenant="acme",
        owner="0a1b",
    )
    await calls.save(told)
    assert await calls.find("c1") == told


async def test_an_end_stands(calls: CallRegistry) -> None:
    await calls.save(over(call()))
    with pytest.raises(StaleEpoch):
        await calls.save(call())
    assert await calls.find("c1") == over(call())


async def test_a_call_is_exchanged_only_while_it_is_what_it_was(calls: CallRegistry) -> None:
    at_a = replace(call(), agent="a", status=CallStatus.ACTIVE)
    lost = at_a.lost(BEGAN)
    await calls.save(at_a)
    assert not await calls.exchange(replace(at_a, agent="b"), lost)
    assert not await calls.exchange(replace(at_a, epoch=2), lost)
    assert await calls.exchange(at_a, lost)
    assert not await calls.exchange(at_a, lost)
    assert await calls.find("c1") == lost


async def test_a_status_that_was_told_meanwhile_is_not_put_back(calls: CallRegistry) -> None:
    active = replace(call(), agent="a", status=CallStatus.ACTIVE)
    waiting = replace(active, status=CallStatus.WAITING_FOR_HUMAN)
    await calls.save(active)
    await calls.save(waiting)
    assert not await calls.exchange(active, replace(active, turns=1))
    assert await calls.find("c1") == waiting
    assert await calls.exchange(waiting, replace(waiting, turns=1))


async def test_of_two_who_take_a_call_up_one_does(calls: CallRegistry) -> None:
    lost = replace(call(), status=CallStatus.RECOVERING)
    await calls.save(lost)
    taken = [await calls.exchange(lost, lost.taken_up(BEGAN)) for _ in range(2)]
    assert taken == [True, False]


async def test_an_unknown_and_an_ended_call_are_not_exchanged(calls: CallRegistry) -> None:
    assert not await calls.exchange(call(), call().taken_up(BEGAN))
    await calls.save(over(call()))
    assert not await calls.exchange(call(), call().taken_up(BEGAN))


async def test_a_leader_that_has_been_succeeded_exchanges_nothing(calls: CallRegistry) -> None:
    for name in ("c1", "c2"):
        await calls.save(replace(call(name, room=name), status=CallStatus.RECOVERING))
    first, second = await calls.recovering()
    assert await calls.exchange(first, first.taken_up(BEGAN), leader=2)
    assert not await calls.exchange(second, second.taken_up(BEGAN), leader=1)
    assert await calls.exchange(second, second.taken_up(BEGAN), leader=2)


async def test_an_epoch_that_a_standby_was_given_is_not_forgotten_by_who_looked_before(
    calls: CallRegistry,
) -> None:
    told = {"reserved_epoch": 9, "said": '"reserved_epoch":9}'}
    seen = replace(call(), agent="a", status=CallStatus.ACTIVE, metadata=told)
    await calls.save(seen)
    assert await calls.exchange(seen, replace(seen, reserved_epoch=2))
    await calls.save(replace(seen, turns=1))
    assert await calls.find("c1") == replace(seen, turns=1, reserved_epoch=2)


async def test_nor_is_it_given_twice(calls: CallRegistry) -> None:
    seen = replace(call(), agent="a", status=CallStatus.ACTIVE)
    await calls.save(seen)
    assert await calls.exchange(seen, replace(seen, reserved_epoch=2))
    assert not await calls.exchange(seen, replace(seen, reserved_epoch=2))
    assert not await calls.exchange(seen, seen.taken_up(BEGAN))
    now = await calls.find("c1")
    assert now is not None
    assert now.taken_up(BEGAN).epoch == 3
    assert await calls.exchange(now, now.taken_up(BEGAN))


async def test_the_calls_of_an_agent_service_are_told(calls: CallRegistry) -> None:
    at_a, at_b = (replace(call(f"at-{agent}", room=agent), agent=agent) for agent in "ab")
    for each in (at_a, at_b, call("nowhere", room="r")):
        await calls.save(each)
    assert await calls.carried_by("a") == (at_a,)
    await calls.save(replace(at_a, agent="b", epoch=2))
    assert await calls.carried_by("a") == ()
    await calls.save(over(at_b))
    assert await calls.carried_by("b") == (replace(at_a, agent="b", epoch=2),)


async def test_the_calls_that_wait_for_another_agent_service_are_told(calls: CallRegistry) -> None:
    lost = replace(call(), status=CallStatus.RECOVERING)
    await calls.save(lost)
    assert await calls.recovering() == (lost,)
    await calls.save(replace(lost, status=CallStatus.ACTIVE, agent="a"))
    assert await calls.recovering() == ()


async def test_live_calls_are_counted(calls: CallRegistry) -> None:
    await calls.claim(call("c1", "r1"))
    await calls.claim(call("c2", "r2"))
    await calls.save(over(call("c2", "r2")))
    assert await calls.count_live() == 1


async def test_pages_go_from_the_newest_to_the_oldest(calls: CallRegistry) -> None:
    for number in range(5):
        await calls.claim(call(f"c{number}", f"r{number}", minute=number))
    first = await calls.page(ALL, 2, None)
    second = await calls.page(ALL, 9, Position(first[-1].started_at, first[-1].call_id))
    assert [found.call_id for found in (*first, *second)] == ["c4", "c3", "c2", "c1", "c0"]


async def test_calls_that_began_together_are_told_once_each(calls: CallRegistry) -> None:
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
async def test_a_filter_leaves_what_was_asked_for(
    calls: CallRegistry, wanted: CallFilter, found: set[str]
) -> None:
    await calls.claim(call("c1", "r1"))
    await calls.claim(call("c2", "r2", "bob"))
    await calls.save(over(call("c3", "r3", "cal")))
    assert {each.call_id for each in await calls.page(wanted, 9, None)} == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(tenant="acme"), {"c2", "c3"}),
        (CallFilter(tenant="acme", owner="o1"), {"c2"}),
        (CallFilter(tenant="acme", statuses=frozenset({CallStatus.ENDED})), {"c3"}),
        (CallFilter(owner="o1"), {"c1", "c2"}),
        (CallFilter(tenant="nobody"), set[str]()),
        (ALL, {"c1", "c2", "c3"}),
    ],
)
async def test_a_filter_leaves_whose_calls_were_asked_for(
    calls: CallRegistry, wanted: CallFilter, found: set[str]
) -> None:
    await calls.claim(replace(call("c1", "r1"), owner="o1"))
    await calls.claim(replace(call("c2", "r2", "bob"), tenant="acme", owner="o1"))
    await calls.save(over(replace(call("c3", "r3", "cal"), tenant="acme")))
    assert {each.call_id for each in await calls.page(wanted, 9, None)} == found


async def test_the_same_caller_is_one_of_the_same_tenant_and_owner(calls: CallRegistry) -> None:
    ours = replace(call("c1"), tenant="acme", owner="o1")
    await calls.claim(ours)
    assert await calls.claim(replace(ours, call_id="c2")) == ours
    for other in (replace(ours, call_id="c3", tenant="zeta"), replace(ours, call_id="c3", owner="o2")):
        with pytest.raises(RoomTaken):
            await calls.claim(other)


async def test_a_call_whose_owner_is_not_known_is_for_who_has_its_identity(calls: CallRegistry) -> None:
    found = replace(call("c1"), tenant="acme")
    await calls.save(found)
    assert await calls.claim(replace(found, call_id="c2", owner="o1")) == found
    with pytest.raises(RoomTaken):
        await calls.claim(replace(found, call_id="c3", tenant="zeta"))


async def test_a_tenants_pages_go_from_the_newest_to_the_oldest(calls: CallRegistry) -> None:
    for number in range(6):
        await calls.claim(replace(call(f"c{number}", f"r{number}", minute=number), tenant="az"[number % 2]))
    of_a = CallFilter(tenant="a")
    first = await calls.page(of_a, 2, None)
    second = await calls.page(of_a, 9, Position(first[-1].started_at, first[-1].call_id))
    assert [found.call_id for found in (*first, *second)] == ["c4", "c2", "c0"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(tenant="acme", owner="o1"), ["c16", "c12", "c8", "c4", "c0"]),
        (CallFilter(tenant="acme", identity="ann-7"), ["c7"]),
        (CallFilter(room="r3"), ["c3"]),
        (CallFilter(tenant="acme", statuses=frozenset({CallStatus.ENDED})), ["c0"]),
        (CallFilter(tenant="acme", owner="o2"), []),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 99])
async def test_a_page_that_has_few_of_many_calls_is_whole(
    calls: CallRegistry, monkeypatch: pytest.MonkeyPatch, wanted: CallFilter, found: list[str], limit: int
) -> None:
    monkeypatch.setattr(call_registry, "LOOKED_AT", 3)
    for number in range(17):
        wanted_by = "o1" if number % 4 == 0 else "somebody else"
        told = call(f"c{number}", f"r{number}", f"ann-{number}", minute=number // 3)
        await calls.claim(replace(told, tenant="acme", owner=wanted_by))
    await calls.save(over(replace(call("c0", "r0", "ann-0"), tenant="acme", owner="o1")))
    pages: list[Call] = []
    while page := await calls.page(wanted, limit, _behind(pages[-1]) if pages else None):
        assert len(page) <= limit
        pages += page
    assert sorted((each.call_id for each in pages), key=lambda call_id: int(call_id[1:]), reverse=True) == found
    assert [each.started_at for each in pages] == sorted((each.started_at for each in pages), reverse=True)


async def test_a_page_goes_on_behind_a_call_that_was_forgotten(calls: CallRegistry) -> None:
    for number in range(6):
        await calls.claim(call(f"c{number}", f"r{number}", minute=number // 4))
    first = await calls.page(ALL, 4, None)
    assert [found.call_id for found in first] == ["c5", "c4", "c3", "c2"]
    await calls.release("c2", epoch=1)
    second = await calls.page(ALL, 4, _behind(first[-1]))
    assert [found.call_id for found in second] == ["c1", "c0"]


async def test_owners_of_the_same_name_in_two_tenants_see_their_own(calls: CallRegistry) -> None:
    owner = "user:ann"
    await calls.claim(replace(call("c1", "r1"), tenant="acme", owner=owner))
    await calls.claim(replace(call("c2", "r2"), tenant="acme:user", owner=owner))
    await calls.claim(replace(call("c3", "r3"), tenant="acme", owner="ann"))
    (found,) = await calls.page(CallFilter(tenant="acme", owner=owner), 9, None)
    assert found.call_id == "c1"


async def test_a_call_is_in_the_list_of_its_owner_as_soon_as_that_is_known_and_until_it_is_forgotten(
    calls: CallRegistry,
) -> None:
    mine = CallFilter(owner="o1")
    await calls.save(call())
    assert await calls.page(mine, 9, None) == ()
    owned = replace(call(), owner="o1")
    await calls.save(owned)
    assert await calls.page(mine, 9, None) == (owned,)
    await calls.release("c1", epoch=1)
    assert await calls.page(mine, 9, None) == ()


async def test_a_released_call_is_in_no_list_of_its_tenant(calls: CallRegistry) -> None:
    await calls.claim(replace(call(), tenant="acme"))
    await calls.release("c1", epoch=1)
    assert await calls.page(CallFilter(tenant="acme"), 9, None) == ()


async def test_of_ended_calls_only_so_many_are_kept(calls: CallRegistry) -> None:
    await calls.claim(call("alive", "r"))
    for number in range(KEPT_ENDED + 2):
        await calls.save(over(call(f"c{number}")))
    kept = {each.call_id for each in await calls.page(ALL, 99, None)}
    assert kept == {"alive", "c2", "c3", "c4"}


def many(tenant: str, count: int = MOST) -> list[Call]:
    """Calls of one tenant, each in a room of its own."""
    return [replace(call(f"{tenant}{number}", f"{tenant}-r{number}"), tenant=tenant) for number in range(count)]


async def test_of_a_tenants_calls_that_begin_at_once_so_many_do(capped: CallRegistry) -> None:
    wanted = many("acme", 20)
    answers = await asyncio.gather(*map(capped.claim, wanted), return_exceptions=True)
    assert sum(isinstance(answer, Call) for answer in answers) == MOST
    assert {type(answer) for answer in answers} == {Call, TenantFull}
    assert await capped.count_live() == MOST


async def test_tenants_have_places_of_their_own(capped: CallRegistry) -> None:
    for each in (*many("acme"), *many("zeta")):
        await capped.claim(each)
    assert await capped.count_live() == 2 * MOST


async def test_who_comes_back_to_his_call_takes_no_place(capped: CallRegistry) -> None:
    first, *others = many("acme")
    for each in (first, *others):
        await capped.claim(each)
    assert await capped.claim(replace(first, call_id="again")) == first


@pytest.mark.parametrize("how", ["released", "saved", "exchanged"])
async def test_a_call_that_is_no_more_leaves_its_place(capped: CallRegistry, how: str) -> None:
    first, *others = many("acme")
    for each in (first, *others):
        await capped.claim(each)
    if how == "released":
        await capped.release(first.call_id, epoch=1)
    elif how == "saved":
        await capped.save(over(first))
    else:
        await capped.exchange(first, over(replace(first, epoch=2)))
    assert await capped.claim(replace(call("next"), tenant="acme"))
    with pytest.raises(TenantFull):
        await capped.claim(replace(call("one more", "r"), tenant="acme"))


async def test_a_call_counts_whoever_told_of_it_and_however_it_goes_on(capped: CallRegistry) -> None:
    for each in many("acme"):
        found = replace(each, agent="a", session_id=each.call_id, status=CallStatus.ACTIVE)
        await capped.save(found)
        await capped.exchange(found, found.lost(BEGAN))
    with pytest.raises(TenantFull):
        await capped.claim(replace(call("next"), tenant="acme"))
