"""A call from join to end."""

import asyncio

import pytest

from application.calls import CallLimits
from application.use_cases.join_call import JoinCommand
from domain.entities.events import SessionChanged, TurnCompleted
from domain.entities.session import EndReason, Session, Status
from domain.errors import MediaUnavailable, SessionNotFound
from tests.fakes.transport import FakeCallTransport
from tests.unit.application.service import GENEROUS, FakeService

ADA = JoinCommand("room-a", "ada", call_id="c1")


async def _over(service: FakeService) -> Session:
    while service.calls.live_count:
        await asyncio.sleep(0)
    session = await service.registry.get("c1")
    assert session is not None
    return session


@pytest.mark.parametrize("reason", [EndReason.CALLER_LEFT, EndReason.ROOM_CLOSED, EndReason.DISPLACED])
async def test_a_call_that_ends_by_itself_tells_why(reason: EndReason) -> None:
    service = FakeService()
    await service.join(ADA)
    service.transport.carried[0].hang_up(reason)
    session = await _over(service)
    assert (session.status, session.reason) == (Status.ENDED, reason)
    assert session.ended_at == service.clock.now


@pytest.mark.parametrize("reason", [EndReason.PIPELINE_FAILED, EndReason.MEDIA_UNAVAILABLE])
async def test_a_call_that_breaks_is_a_failed_one(reason: EndReason) -> None:
    service = FakeService()
    await service.join(ADA)
    service.transport.carried[0].hang_up(reason)
    assert (await _over(service)).status is Status.FAILED


async def test_leaving_ends_the_call_and_waits_for_it() -> None:
    service = FakeService()
    await service.join(ADA)
    session = await service.leave.by_session("c1")
    assert (session.status, session.reason) == (Status.ENDED, EndReason.LEAVE_REQUESTED)


async def test_leaving_twice_changes_nothing() -> None:
    service = FakeService()
    await service.join(ADA)
    assert await service.leave.by_session("c1") == await service.leave.by_room("room-a")


async def test_leaving_an_unknown_session_or_room_is_an_error() -> None:
    service = FakeService()
    with pytest.raises(SessionNotFound):
        await service.leave.by_session("nobody")
    with pytest.raises(SessionNotFound):
        await service.leave.by_room("nowhere")


async def test_leaving_while_joining_ends_the_call_as_soon_as_it_is_there() -> None:
    gate = asyncio.Event()
    service = FakeService(FakeCallTransport(gate=gate))
    joining = asyncio.create_task(service.join(ADA))
    while not service.calls.live_count:
        await asyncio.sleep(0)
    leaving = asyncio.create_task(service.leave.by_session("c1"))
    await asyncio.sleep(0)
    gate.set()
    assert (await leaving).status is Status.ENDED
    await joining


async def test_a_call_ends_at_its_time_cap() -> None:
    limits = CallLimits(capacity=1, join_timeout_s=5, call_cap_s=0, stop_timeout_s=5, retention_s=600)
    service = FakeService(limits=limits)
    await service.join(ADA)
    assert (await _over(service)).reason is EndReason.TIME_CAP


async def test_a_join_that_takes_too_long_fails() -> None:
    limits = CallLimits(capacity=1, join_timeout_s=0, call_cap_s=60, stop_timeout_s=5, retention_s=600)
    service = FakeService(FakeCallTransport(gate=asyncio.Event()), limits)
    with pytest.raises(MediaUnavailable, match="within 0 s"):
        await service.join(ADA)
    assert (await _over(service)).status is Status.FAILED


async def test_a_fault_of_our_own_fails_the_join_without_telling_the_caller_its_words() -> None:
    def burst() -> MediaUnavailable:
        raise RuntimeError("the caller said: my password is swordfish")

    service = FakeService(FakeCallTransport(refusal=burst))
    with pytest.raises(MediaUnavailable, match="log says why") as failure:
        await service.join(ADA)
    assert "swordfish" not in str(failure.value)
    assert (await _over(service)).reason is EndReason.PIPELINE_FAILED


async def test_stopping_the_service_ends_all_calls() -> None:
    service = FakeService()
    await service.join(ADA)
    await service.join(JoinCommand("room-b", "bob"))
    await service.calls.stop()
    assert {session.reason for session in await service.registry.all()} == {EndReason.SERVICE_STOPPED}
    assert service.calls.is_stopping


async def test_stopping_does_not_wait_for_ever() -> None:
    limits = CallLimits(capacity=1, join_timeout_s=60, call_cap_s=60, stop_timeout_s=0, retention_s=600)
    service = FakeService(FakeCallTransport(gate=asyncio.Event()), limits)
    joining = asyncio.create_task(service.join(ADA))
    while not service.calls.live_count:
        await asyncio.sleep(0)
    await service.calls.stop()
    assert service.calls.live_count == 0
    joining.cancel()


async def test_turns_are_counted_and_remembered() -> None:
    service = FakeService()
    await service.join(ADA)
    conversation = service.transport.carried[0].conversation
    await conversation.heard("Hello.", interrupted=False)
    async for _ in conversation.reply("what does it cost"):
        pass
    await conversation.heard("It costs", interrupted=True, response_ms=700)
    session = await service.registry.get("c1")
    assert session is not None
    assert session.turns == 1
    assert [(turn.said, turn.heard) for turn in await service.memory.recall("c1")] == [
        ("", "Hello."),
        ("what does it cost", "It costs"),
    ]


async def test_watchers_see_the_call_go_by() -> None:
    service = FakeService()
    async with service.events.subscribe() as events:
        await service.join(ADA)
        await service.transport.carried[0].conversation.heard("Hello.", interrupted=False)
        await service.leave.by_session("c1")
        seen = [await anext(events) for _ in range(5)]
    statuses = [event.session.status for event in seen if isinstance(event, SessionChanged)]
    assert statuses == [Status.JOINING, Status.ACTIVE, Status.LEAVING, Status.ENDED]
    assert isinstance(seen[2], TurnCompleted)


async def test_an_ended_call_is_forgotten_after_its_retention_time() -> None:
    service = FakeService()
    await service.join(ADA)
    await service.transport.carried[0].conversation.heard("Hello.", interrupted=False)
    await service.leave.by_session("c1")
    service.clock.pass_time(GENEROUS.retention_s + 1)
    await service.join(JoinCommand("room-b", "bob"))
    assert await service.registry.get("c1") is None
    assert await service.memory.recall("c1") == ()


async def test_health_tells_whether_a_join_would_be_taken() -> None:
    service = FakeService()
    assert (await service.health()).is_ready
    for name in "abc":
        await service.join(JoinCommand(name, name))
    assert not (await service.health()).is_ready


async def test_health_is_degraded_while_the_media_server_is_away() -> None:
    service = FakeService()
    service.transport.reachable = False
    health = await service.health()
    assert (health.condition, health.media_reachable, health.is_ready) == ("degraded", False, False)


async def test_health_says_that_the_service_is_stopping() -> None:
    service = FakeService()
    await service.calls.stop()
    assert (await service.health()).condition == "draining"
