import asyncio
import logging
from collections.abc import AsyncGenerator

import pytest

from control_plane.application.background import Background
from control_plane.application.reconciling.weighing import EVERY_S, Weighing, cost_of
from control_plane.domain.entities.replica import Replica, Report
from tests.fakes.control_plane.scale_in import FakeScaleIn


@pytest.fixture
async def background() -> AsyncGenerator[Background]:
    async with Background() as made:
        yield made


@pytest.fixture
def scale_in() -> FakeScaleIn:
    return FakeScaleIn()


@pytest.fixture
async def weighing(scale_in: FakeScaleIn, background: Background) -> Weighing:
    return Weighing(scale_in, background, asyncio.get_running_loop().time)


def replica(name: str, sessions: int, lease_left_s: float = 1.0) -> Replica:
    return Replica(Report(name, f"http://{name}:8000", "1", "0.1.0", 30), sessions, 0, lease_left_s)


@pytest.mark.parametrize(("calls", "cost"), [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (16, 16), (17, 32)])
def test_more_calls_cost_more_in_steps(calls: int, cost: int) -> None:
    assert cost_of(calls) == cost


async def test_idle_replicas_are_cheap(weighing: Weighing, scale_in: FakeScaleIn) -> None:
    weighing.look([replica("a", 0), replica("b", 9)])
    await asyncio.sleep(0)
    assert scale_in.costs == {"a": 0, "b": 16}


async def test_what_has_not_changed_is_not_told_again(weighing: Weighing, scale_in: FakeScaleIn) -> None:
    weighing.look([replica("a", 17), replica("b", 9)])
    await asyncio.sleep(EVERY_S)
    weighing.look([replica("a", 20), replica("b", 0)])
    await asyncio.sleep(0)
    assert scale_in.costs == {"a": 32, "b": 0}
    assert scale_in.tellings == 3


async def test_it_does_not_look_at_every_look(weighing: Weighing, scale_in: FakeScaleIn) -> None:
    weighing.look([replica("a", 1)])
    await asyncio.sleep(EVERY_S / 2)
    weighing.look([replica("a", 9)])
    await asyncio.sleep(0)
    assert scale_in.costs == {"a": 1}


async def test_what_was_told_before_is_told_again_when_it_begins_anew(
    weighing: Weighing, scale_in: FakeScaleIn
) -> None:
    weighing.look([replica("a", 1)])
    await asyncio.sleep(0)
    weighing.begin_anew()
    weighing.look([replica("a", 1)])
    await asyncio.sleep(0)
    assert scale_in.tellings == 2


async def test_a_replica_that_is_gone_is_not_told_of(weighing: Weighing, scale_in: FakeScaleIn) -> None:
    weighing.look([replica("a", 5, lease_left_s=-1.0)])
    await asyncio.sleep(0)
    assert scale_in.costs == {}


async def test_what_could_not_be_told_is_told_later(
    weighing: Weighing, scale_in: FakeScaleIn, caplog: pytest.LogCaptureFixture
) -> None:
    scale_in.is_away = True
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            weighing.look([replica("a", 5)])
            await asyncio.sleep(EVERY_S)
    assert len(caplog.records) == 1
    scale_in.is_away = False
    weighing.look([replica("a", 5)])
    await asyncio.sleep(0)
    assert scale_in.costs == {"a": 8}
