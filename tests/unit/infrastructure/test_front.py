"""How a service's settings are shared out over its processes, and what becomes of the calls of one that dies."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from domain.entities.events import SessionChanged
from domain.entities.session import EndReason, Session, Status
from domain.interfaces.control_plane import LeaseState
from infrastructure.front import lose, shares
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.registry import InMemorySessionRegistry
from infrastructure.providers.settings import ProviderSettings
from infrastructure.settings import (
    AgentSettings,
    BusinessSettings,
    CostSettings,
    LiveKitSettings,
    LoggingSettings,
    ServiceSettings,
    Settings,
    SpeechSettings,
    TurnSettings,
)
from tests.fakes.lease_watch import FakeLeaseWatch


def settings(capacity: int, processes: int) -> Settings:
    return Settings(
        LiveKitSettings(livekit_api_key="key", livekit_api_secret=SecretStr("x" * 32)),
        ServiceSettings.model_validate({"agent_capacity": capacity, "agent_processes": processes}),
        TurnSettings(),
        AgentSettings(),
        BusinessSettings.model_validate({"records": "memory"}),
        SpeechSettings(),
        ProviderSettings(),
        CostSettings(),
        LoggingSettings(),
    )


@pytest.mark.parametrize(("capacity", "processes"), [(20, 4), (10, 4), (5, 4), (1, 4), (7, 1)])
def test_all_together_take_as_many_calls_as_the_service_may(capacity: int, processes: int) -> None:
    of_each = [int(share["PARLEY_AGENT_CAPACITY"]) for share in shares(settings(capacity, processes))]
    assert sum(of_each) == capacity
    assert max(of_each) - min(of_each) <= 1
    assert min(of_each) >= 1


def test_decoders_are_shared_out() -> None:
    assert [share["PARLEY_RECOGNISERS"] for share in shares(settings(20, 2))] == ["2", "2"]


NOW = datetime(2026, 1, 1, tzinfo=UTC)
CALL = Session("c1", "room-a", "ada", "agent-c1", NOW, status=Status.ACTIVE)


@pytest.mark.parametrize(
    "state", [None, LeaseState(is_connected=False, renewals=7, breaks=1)], ids=["alone", "not connected"]
)
async def test_a_lost_call_that_nobody_carries_on_has_failed_and_its_room_is_closed(
    state: LeaseState | None,
) -> None:
    registry, closed = InMemorySessionRegistry(), list[str]()
    await registry.save(CALL)
    watch = FakeLeaseWatch(state)
    await lose(CALL, registry=registry, events=InMemoryCallEvents(), close_room=closed.append, lease=watch)
    known = await registry.get("c1")
    assert known is not None
    assert (known.status, known.reason) == (Status.FAILED, EndReason.PIPELINE_FAILED)
    assert closed == ["room-a"]


async def test_a_lost_call_is_missed_by_the_control_plane_and_its_room_is_left_to_who_carries_it_on() -> None:
    registry, events, closed = InMemorySessionRegistry(), InMemoryCallEvents(), list[str]()
    await registry.save(CALL)
    watch = FakeLeaseWatch(LeaseState(is_connected=True, renewals=7, breaks=0))
    async with events.subscribe() as happening:
        await lose(CALL, registry=registry, events=events, close_room=closed.append, lease=watch)
        event = await anext(happening)
    assert isinstance(event, SessionChanged)
    assert not event.session.is_live
    assert (await registry.all(), closed) == ((), [])


async def test_a_standby_that_is_lost_closes_no_room_as_its_call_has_an_owner() -> None:
    registry, closed = InMemorySessionRegistry(), list[str]()
    standby = Session("c1", "room-a", "ada", "agent-c1-2", NOW, epoch=2, status=Status.STANDBY)
    await registry.save(standby)
    watch = FakeLeaseWatch(None)
    await lose(standby, registry=registry, events=InMemoryCallEvents(), close_room=closed.append, lease=watch)
    known = await registry.get("c1")
    assert known is not None
    assert (known.status, known.reason, closed) == (Status.ENDED, EndReason.STANDBY_OVER, [])
