"""What every announcer of call events promises."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from domain.entities.events import CallEvent, TurnCompleted
from domain.interfaces.events import CallEvents
from infrastructure.persistence.events import BACKLOG, InMemoryCallEvents
from infrastructure.process.shared import SharedEvents
from tests.fakes.channel import channels

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["in memory", "shared with another process"])
async def events(request: pytest.FixtureRequest) -> AsyncIterator[CallEvents]:
    async def publish(event: CallEvent) -> None:
        of_all.publish(event)

    of_all = InMemoryCallEvents()
    async with channels({}, {"publish": publish}) as (channel, _):
        yield of_all if request.param == "in memory" else SharedEvents(channel)


def event(number: int) -> TurnCompleted:
    return TurnCompleted(f"c{number}", "sales", interrupted=False, at=NOW)


async def test_all_subscribers_get_all_events_in_order(events: CallEvents) -> None:
    async with events.subscribe() as one, events.subscribe() as other:
        events.publish(event(1))
        events.publish(event(2))
        for subscriber in (one, other):
            assert [await anext(subscriber), await anext(subscriber)] == [event(1), event(2)]


async def test_a_subscriber_waits_for_the_next_event(events: CallEvents) -> None:
    async with events.subscribe() as subscriber:
        waiting = asyncio.ensure_future(anext(subscriber))
        await asyncio.sleep(0)
        assert not waiting.done()
        events.publish(event(1))
        assert await waiting == event(1)


async def test_what_was_published_before_is_not_told(events: CallEvents) -> None:
    events.publish(event(1))
    async with events.subscribe() as subscriber:
        events.publish(event(2))
        assert await anext(subscriber) == event(2)


async def test_a_slow_subscriber_loses_the_oldest_and_hinders_nobody(events: CallEvents) -> None:
    async with events.subscribe() as subscriber:
        for number in range(BACKLOG + 5):
            events.publish(event(number))
        assert await anext(subscriber) == event(5)
