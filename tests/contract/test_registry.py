"""What every session registry promises."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.entities.session import EndReason, Session, Status
from domain.errors import StaleEpoch
from domain.interfaces.registry import SessionRegistry
from infrastructure.persistence.registry import InMemorySessionRegistry
from infrastructure.process.shared import SharedRegistry
from tests.fakes.channel import channels

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = Session("c1", "room-a", "ada", "agent-c1", NOW)


@pytest.fixture(params=["in memory", "shared with another process"])
async def registry(request: pytest.FixtureRequest) -> AsyncIterator[SessionRegistry]:
    of_all = InMemorySessionRegistry()
    async with channels({}, {"save": of_all.save}) as (channel, _):
        yield of_all if request.param == "in memory" else SharedRegistry(channel)


async def test_what_was_saved_is_found_as_it_was_saved_last(registry: SessionRegistry) -> None:
    await registry.save(SESSION)
    active = SESSION.become(Status.ACTIVE)
    await registry.save(active)
    assert await registry.get("c1") == active


async def test_an_unknown_session_is_none(registry: SessionRegistry) -> None:
    assert await registry.get("nobody") is None
    assert await registry.live_in_room("nowhere") is None


async def test_a_rooms_live_session_is_found_an_ended_one_is_not(registry: SessionRegistry) -> None:
    ended = SESSION.become(Status.LEAVING).end(Status.ENDED, EndReason.CALLER_LEFT, NOW)
    await registry.save(ended)
    assert await registry.live_in_room("room-a") is None
    live = replace(SESSION, session_id="c2")
    await registry.save(live)
    assert await registry.live_in_room("room-a") == live


async def test_sessions_come_newest_first(registry: SessionRegistry) -> None:
    for number in (2, 1, 3):
        started = NOW + timedelta(seconds=number)
        await registry.save(replace(SESSION, session_id=f"c{number}", started_at=started))
    assert [each.session_id for each in await registry.all()] == ["c3", "c2", "c1"]


async def test_an_older_epoch_cannot_write(registry: SessionRegistry) -> None:
    await registry.save(replace(SESSION, epoch=2))
    with pytest.raises(StaleEpoch):
        await registry.save(SESSION)


async def test_a_dropped_session_is_gone(registry: SessionRegistry) -> None:
    await registry.save(SESSION)
    await registry.drop("c1")
    await registry.drop("c1")
    assert await registry.all() == ()
