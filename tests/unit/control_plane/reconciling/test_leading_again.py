"""A control plane that has led, and leads again."""

import asyncio

from control_plane.application.reconciling.backoff import GIVEN_UP_AFTER_S
from control_plane.application.reconciling.weighing import EVERY_S
from tests.fakes.control_plane.leadership import FakeLeadership
from tests.fakes.control_plane.scale_in import FakeScaleIn
from tests.fakes.control_plane.watch import open_watch

TRIES_S = 15.0
"""Until tries are some seconds apart."""
LOOKS_S = 0.3
"""In which it looks at least once."""


async def test_it_counts_anew_for_how_long_a_call_has_found_no_place() -> None:
    leadership = FakeLeadership()
    async with open_watch(leadership=leadership) as watch:
        a = await watch.start("a")
        await watch.begin(a)
        a.die()
        await asyncio.sleep(TRIES_S)
        leadership.lose()
        await asyncio.sleep(GIVEN_UP_AFTER_S)
        leadership.win()
        await asyncio.sleep(TRIES_S)
        b = await watch.start("b")
        await asyncio.sleep(TRIES_S)
        assert await watch.is_carried_by(b)
    assert "given_up" not in watch.meter.recoveries


async def test_it_moves_calls_at_once_whatever_it_had_tried() -> None:
    leadership = FakeLeadership()
    async with open_watch(leadership=leadership) as watch:
        a, b = await watch.start("a"), await watch.start("b", capacity=0)
        await watch.begin(a)
        a.draining = True
        await asyncio.sleep(TRIES_S)
        tried = len(watch.meter.moves)
        while len(watch.meter.moves) == tried:
            await asyncio.sleep(0.01)
        leadership.lose()
        b.agent.capacity = 1
        await b.report()
        await asyncio.sleep(LOOKS_S)
        leadership.win()
        await asyncio.sleep(LOOKS_S)
        assert await watch.is_carried_by(b)


async def test_it_tells_anew_what_replicas_cost() -> None:
    leadership, scale_in = FakeLeadership(), FakeScaleIn()
    async with open_watch(leadership=leadership, scale_in=scale_in) as watch:
        await watch.start_two()
        await asyncio.sleep(2 * EVERY_S)
        leadership.lose()
        await asyncio.sleep(LOOKS_S)
        scale_in.costs["a"] = 0  # as the one told that led meanwhile
        leadership.win()
        await asyncio.sleep(LOOKS_S)
        assert scale_in.costs == {"a": 1, "b": 0}
