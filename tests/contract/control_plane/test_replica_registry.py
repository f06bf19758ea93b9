"""What every registry of replicas promises."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from control_plane.domain.entities.replica import Preference, Renewal, Report
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry
from control_plane.infrastructure import in_memory_replica_registry
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from control_plane.infrastructure.redis import replica_registry
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.replica_registry import RedisReplicaRegistry
from tests.fakes.control_plane.clock import FakeClock

LEASE_S = 0.2
BY_SHARE = Preference()


@dataclass
class Bench:
    replicas: ReplicaRegistry
    pass_time: Callable[[float], Awaitable[None]]

    async def renew(
        self, report: Report, sessions: int = 0, settled: Collection[str] = (), lease_s: float = 60.0
    ) -> Renewal:
        return await self.replicas.renew(report, sessions, settled, lease_s)

    async def reserve(self, call_id: str, *but: str, preference: Preference = BY_SHARE) -> str | None:
        chosen = await self.replicas.reserve(call_id, but, preference)
        return chosen and chosen.replica_id


@asynccontextmanager
async def in_memory(_url: str) -> AsyncGenerator[Bench]:
    clock = FakeClock()

    async def pass_time(seconds: float) -> None:
        clock.advance(seconds)

    yield Bench(InMemoryReplicaRegistry(clock.monotonic), pass_time)


@asynccontextmanager
async def on_redis(url: str) -> AsyncGenerator[Bench]:
    async with RedisConnection(url) as connection:
        yield Bench(RedisReplicaRegistry(connection), asyncio.sleep)


@pytest.fixture(params=[in_memory, on_redis])
async def bench(request: pytest.FixtureRequest, redis_url: str) -> AsyncGenerator[Bench]:
    async with request.param(redis_url) as made:
        yield made


def report(replica_id: str = "a", capacity: int = 10) -> Report:
    return Report(replica_id, f"http://{replica_id}:8000", "i1", "0.1.0", capacity, lag_ms=0.4)


async def test_what_a_replica_says_is_told(bench: Bench) -> None:
    await bench.renew(report("b"), sessions=3)
    await bench.renew(report("a"))
    first, second = await bench.replicas.all()
    assert (first.report, first.sessions) == (report("a"), 0)
    assert (second.report, second.sessions) == (report("b"), 3)
    assert (second.is_alive, second.broken) == (True, False)
    assert second.lease_left_s == pytest.approx(60, abs=1)


async def test_a_lease_that_is_not_renewed_is_over(bench: Bench) -> None:
    await bench.renew(report(), lease_s=LEASE_S)
    await bench.pass_time(LEASE_S + 0.05)
    (replica,) = await bench.replicas.all()
    assert (replica.is_alive, replica.broken) == (False, False)


async def test_a_renewal_says_whether_the_lease_had_been_over(bench: Bench) -> None:
    first = await bench.renew(report(), lease_s=LEASE_S)
    second = await bench.renew(report(), lease_s=LEASE_S)
    await bench.pass_time(LEASE_S + 0.05)
    third = await bench.renew(report())
    restarted = await bench.renew(replace(report(), incarnation="i2"))
    assert [each.was_over for each in (first, second, third, restarted)] == [True, False, True, True]
    assert first.number < second.number < third.number


async def test_a_broken_connection_ends_the_lease_at_once(bench: Bench) -> None:
    renewal = await bench.renew(report())
    assert await bench.replicas.end("a", renewal.number)
    (replica,) = await bench.replicas.all()
    assert (replica.is_alive, replica.broken) == (False, True)


async def test_a_replica_that_is_back_keeps_its_lease(bench: Bench) -> None:
    renewal = await bench.renew(report())
    await bench.renew(report())
    assert not await bench.replicas.end("a", renewal.number)
    (replica,) = await bench.replicas.all()
    assert replica.is_alive


async def test_a_replica_that_comes_back_later_is_alive_again(bench: Bench) -> None:
    renewal = await bench.renew(report())
    await bench.replicas.end("a", renewal.number)
    assert (await bench.renew(report())).was_over
    (replica,) = await bench.replicas.all()
    assert (replica.is_alive, replica.broken) == (True, False)


async def test_a_connection_of_an_unknown_replica_breaks_nothing(bench: Bench) -> None:
    assert not await bench.replicas.end("nobody", 1)


async def test_who_leaves_in_good_order_is_forgotten(bench: Bench) -> None:
    await bench.renew(report())
    await bench.replicas.leave("a", "another")
    assert len(await bench.replicas.all()) == 1
    await bench.replicas.leave("a", "i1")
    await bench.replicas.leave("a", "i1")
    assert await bench.replicas.all() == ()


async def test_all_of_very_many_are_told_once_each_by_id(bench: Bench) -> None:
    ids = [f"r{number:03}" for number in range(700)]
    await asyncio.gather(*(bench.renew(report(replica_id)) for replica_id in reversed(ids)))
    assert [replica.replica_id for replica in await bench.replicas.all()] == ids


async def leaving(bench: Bench) -> list[str]:
    return [replica.replica_id for replica in await bench.replicas.leaving()]


async def test_those_that_are_well_are_not_among_those_that_leave(bench: Bench) -> None:
    for name in ("dead", "late", "drains", "told", "left", "well"):
        last = await bench.renew(replace(report(name), draining=name == "drains"), lease_s=LEASE_S)
        if name == "dead":
            await bench.replicas.end(name, last.number)
    await bench.replicas.drain("told")
    await bench.replicas.leave("left", "i1")
    await bench.pass_time(LEASE_S + 0.05)
    for name in ("drains", "told", "well"):
        await bench.renew(replace(report(name), draining=name == "drains"))
    found = {replica.replica_id: replica for replica in await bench.replicas.leaving()}
    assert list(found) == ["dead", "drains", "late", "told"]
    assert [replica.is_alive for replica in found.values()] == [False, True, False, True]
    assert (found["dead"].broken, found["late"].broken) == (True, False)


async def test_who_is_back_leaves_no_longer(bench: Bench) -> None:
    renewal = await bench.renew(report())
    await bench.replicas.end("a", renewal.number)
    assert await leaving(bench) == ["a"]
    await bench.renew(report())
    assert await leaving(bench) == []


async def test_who_was_told_to_drain_and_started_again_leaves_no_longer(bench: Bench) -> None:
    await bench.renew(report())
    await bench.replicas.drain("a")
    await bench.renew(replace(report(), incarnation="i2"))
    assert await leaving(bench) == []


async def test_a_dead_replica_is_not_told_while_another_one_lives_at_its_place(bench: Bench) -> None:
    dead = await bench.renew(replace(report("old"), url="http://place:8000"))
    heir = await bench.renew(replace(report("new"), url="http://place:8000"))
    await bench.replicas.end("old", dead.number)
    assert await leaving(bench) == []
    await bench.replicas.end("new", heir.number)
    assert await leaving(bench) == ["new", "old"]


async def test_a_dead_replica_is_told_once_the_other_one_has_moved_to_another_place(bench: Bench) -> None:
    dead = await bench.renew(replace(report("old"), url="http://place:8000"))
    await bench.renew(replace(report("new"), url="http://place:8000"))
    await bench.replicas.end("old", dead.number)
    await bench.renew(replace(report("new"), url="http://elsewhere:8000"))
    assert await leaving(bench) == ["old"]


async def test_of_some_addresses_those_are_told_where_replicas_are_or_have_just_been(bench: Bench) -> None:
    for name in ("here", "dead", "left", "moved"):
        last = await bench.renew(report(name))
        if name == "dead":
            await bench.replicas.end(name, last.number)
    await bench.replicas.leave("left", "i1")
    await bench.renew(replace(report("moved"), url="http://moved-to:8000"))
    asked = [f"http://{name}:8000" for name in ("here", "dead", "left", "moved", "moved-to", "nowhere")]
    assert await bench.replicas.leased_at(asked) == {asked[0], asked[1], asked[4]}
    assert await bench.replicas.leased_at([]) == frozenset()


async def test_an_address_is_no_longer_told_once_its_replicas_are_forgotten_or_have_left(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (in_memory_replica_registry, replica_registry):
        monkeypatch.setattr(module, "KEPT_S", LEASE_S)
    here = "http://place:8000"
    await bench.renew(replace(report("forgotten"), url=here), lease_s=LEASE_S)
    await bench.renew(replace(report("leaves"), url=here))
    await bench.pass_time(2 * LEASE_S + 0.05)
    assert await bench.replicas.leased_at([here]) == {here}
    await bench.replicas.leave("leaves", "i1")
    assert await bench.replicas.leased_at([here]) == frozenset()


async def test_one_that_lives_is_found_but_for_those_that_were_asked(bench: Bench) -> None:
    dead = await bench.renew(report("dead"))
    await bench.replicas.end("dead", dead.number)
    assert await bench.replicas.alive_but([]) is None
    for number in range(40):
        await bench.renew(report(f"r{number:02}", capacity=0))
    asked = [f"http://r{number:02}:8000" for number in range(40) if number != 7]
    found = await bench.replicas.alive_but(asked)
    assert found
    assert found.replica_id == "r07"
    assert await bench.replicas.alive_but([*asked, "http://r07:8000"]) is None


async def test_the_least_loaded_share_is_chosen(bench: Bench) -> None:
    await bench.renew(report("small", capacity=4), sessions=2)
    await bench.renew(report("large", capacity=100), sessions=40)
    assert await bench.reserve("c1") == "large"


async def test_by_number_of_calls_the_one_with_fewest_is_chosen(bench: Bench) -> None:
    await bench.renew(report("small", capacity=4), sessions=2)
    await bench.renew(report("large", capacity=100), sessions=40)
    assert await bench.reserve("c1", preference=Preference(by_share=False)) == "small"


async def test_a_preferred_version_comes_before_load(bench: Bench) -> None:
    await bench.renew(report("old"))
    await bench.renew(replace(report("new"), version="0.2.0"), sessions=5)
    assert await bench.reserve("c1", preference=Preference(version_first="0.2.0")) == "new"
    assert await bench.reserve("c2", "http://new:8000", preference=Preference(version_first="0.2.0")) == "old"


async def test_what_is_reserved_counts(bench: Bench) -> None:
    await bench.renew(report("a", capacity=2))
    await bench.renew(report("b", capacity=2))
    chosen = [await bench.reserve(f"c{number}") for number in range(5)]
    assert chosen == ["a", "b", "a", "b", None]
    assert [replica.reserved for replica in await bench.replicas.all()] == [2, 2]


async def test_a_released_place_is_free_again(bench: Bench) -> None:
    await bench.renew(report(capacity=1))
    await bench.reserve("c1")
    await bench.replicas.release("a", "c1")
    assert await bench.reserve("c2") == "a"


async def test_a_call_that_its_replica_tells_of_is_not_counted_twice(bench: Bench) -> None:
    await bench.renew(report(capacity=2))
    await bench.reserve("c1")
    await bench.renew(report(capacity=2), sessions=1, settled=["c1"])
    (replica,) = await bench.replicas.all()
    assert (replica.sessions, replica.reserved) == (1, 0)


async def test_a_renewal_that_does_not_tell_of_a_call_keeps_its_place(bench: Bench) -> None:
    await bench.renew(report(capacity=1))
    await bench.reserve("c1")
    await bench.renew(report(capacity=1))
    assert await bench.reserve("c2") is None


async def test_an_unwanted_replica_is_not_chosen(bench: Bench) -> None:
    await bench.renew(report("a"))
    await bench.renew(report("b"), sessions=5)
    assert await bench.reserve("c1", "http://a:8000") == "b"
    assert await bench.reserve("c1", "http://a:8000", "http://b:8000") is None


async def test_a_replica_whose_lease_is_over_is_not_chosen(bench: Bench) -> None:
    renewal = await bench.renew(report())
    await bench.replicas.end("a", renewal.number)
    assert await bench.reserve("c1") is None


async def test_a_replica_that_was_passed_over_is_chosen_again_once_it_is_back(bench: Bench) -> None:
    renewal = await bench.renew(report())
    await bench.replicas.end("a", renewal.number)
    assert await bench.reserve("c1") is None
    await bench.renew(report())
    assert await bench.reserve("c1") == "a"


async def test_the_least_loaded_of_very_many_is_chosen(bench: Bench) -> None:
    for number in range(50):
        await bench.renew(report(f"r{number:02}", capacity=100), sessions=50 - number % 25)
    assert [await bench.reserve(f"c{number}") for number in range(3)] == ["r24", "r49", "r23"]


@pytest.mark.parametrize("preference", [BY_SHARE, Preference(by_share=False)])
async def test_one_place_is_found_among_very_many_full_ones(bench: Bench, preference: Preference) -> None:
    for number in range(50):
        await bench.renew(report(f"r{number:02}", capacity=2), sessions=2)
    assert await bench.reserve("c1", preference=preference) is None
    await bench.renew(report("r30", capacity=3), sessions=2)
    assert await bench.reserve("c2", preference=preference) == "r30"


@pytest.mark.parametrize("capacity", [0, 3])
async def test_a_full_replica_is_not_chosen(bench: Bench, capacity: int) -> None:
    await bench.renew(report(capacity=capacity), sessions=3)
    assert await bench.reserve("c1") is None


async def test_a_draining_replica_is_not_chosen(bench: Bench) -> None:
    await bench.renew(replace(report(), draining=True))
    assert await bench.reserve("c1") is None


async def test_an_operator_drains_a_replica_until_it_is_started_again(bench: Bench) -> None:
    assert not await bench.replicas.drain("a")
    await bench.renew(report())
    assert await bench.replicas.drain("a")
    assert await bench.reserve("c1") is None
    assert (await bench.renew(report())).told_to_drain
    assert not (await bench.renew(replace(report(), incarnation="i2"))).told_to_drain
    assert await bench.reserve("c1") == "a"


async def test_a_place_that_nobody_told_of_is_free_again_after_a_while(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (in_memory_replica_registry, replica_registry):
        monkeypatch.setattr(module, "RESERVED_S", LEASE_S)
    await bench.renew(report(capacity=1))
    await bench.reserve("c1")
    await bench.pass_time(LEASE_S + 0.05)
    assert await bench.reserve("c2") == "a"


async def test_many_at_once_never_get_more_than_there_is(bench: Bench) -> None:
    await bench.renew(report("a", capacity=30), sessions=10)
    await bench.renew(report("b", capacity=20))
    chosen = await asyncio.gather(*(bench.reserve(f"c{number}") for number in range(60)))
    assert (chosen.count("a"), chosen.count("b"), chosen.count(None)) == (20, 20, 20)
