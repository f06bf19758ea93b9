"""A call from join to end."""

import asyncio

import pytest

from application.billing.bounds import Bounds
from application.calls.own import CallLimits
from application.use_cases.join_call import JoinCommand
from domain.entities.events import SessionChanged, ToolCalled, TurnCompleted
from domain.entities.reply import HumanWanted, ToolUsed
from domain.entities.response_time import ResponseTime
from domain.entities.session import EndReason, Session, Status
from domain.entities.tool import Outcome
from domain.errors import MediaUnavailable, ServiceDraining, SessionNotFound
from domain.interfaces.conversation import Conversation
from tests.fakes.agent import FakeAgentTeam, ScriptedReply
from tests.fakes.transport import FakeCallTransport
from tests.unit.application.service import GENEROUS, FakeService

ADA = JoinCommand("room-a", "ada", call_id="c1")


HUMAN = ScriptedReply(["A colleague will come."], first=[HumanWanted()])


async def _ask(conversation: Conversation, question: str) -> None:
    async for _ in conversation.reply(question):
        pass


async def _over(service: FakeService) -> Session:
    while service.calls.live_count:
        await asyncio.sleep(0)
    session = await service.registry.get("c1")
    assert session is not None
    return session


@pytest.mark.parametrize(
    "reason",
    [
        EndReason.CALLER_LEFT,
        EndReason.CALLER_SAID_GOODBYE,
        EndReason.CALLER_SILENT,
        EndReason.ROOM_CLOSED,
        EndReason.DISPLACED,
    ],
)
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


class NeverWarm(FakeCallTransport):
    async def warm(self) -> None:
        await asyncio.Event().wait()


async def test_a_call_that_has_ended_makes_nothing_ready_any_more() -> None:
    service = FakeService(NeverWarm())
    await service.join(ADA)
    await service.leave.by_session("c1")
    assert [task for task in asyncio.all_tasks() if task.get_name().startswith("call:")] == []


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


async def test_a_call_ends_at_its_time_cap_though_nobody_said_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("application.calls.own.GOODBYE_S", 0.01)
    limits = CallLimits(capacity=1, join_timeout_s=5, bounds=Bounds(0), stop_timeout_s=5, retention_s=600)
    service = FakeService(limits=limits)
    await service.join(ADA)
    assert (await _over(service)).reason is EndReason.TIME_CAP


async def test_a_join_that_takes_too_long_fails() -> None:
    limits = CallLimits(capacity=1, join_timeout_s=0, bounds=Bounds(60), stop_timeout_s=5, retention_s=600)
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


async def test_a_service_that_drains_takes_no_more_calls_and_keeps_those_that_it_has() -> None:
    service = FakeService()
    await service.join(ADA)
    service.calls.drain()
    with pytest.raises(ServiceDraining):
        await service.join(JoinCommand("room-b", "bob"))
    assert (await service.join(ADA)).status is Status.ACTIVE
    health = await service.health()
    assert (health.condition, health.is_ready, health.sessions) == ("draining", False, 1)


async def test_a_service_that_drains_is_empty_when_its_last_call_has_ended() -> None:
    service = FakeService()
    await service.join(ADA)
    await service.join(JoinCommand("room-b", "bob"))
    service.calls.drain()
    emptied = asyncio.create_task(service.calls.wait_empty())
    service.transport.carried[0].hang_up(EndReason.CALLER_LEFT)
    while service.calls.live_count > 1:
        await asyncio.sleep(0)
    assert not emptied.done()
    service.transport.carried[1].hang_up(EndReason.CALLER_LEFT)
    await emptied
    assert service.calls.live_count == 0


async def test_a_call_that_is_carried_elsewhere_leaves_without_a_word_to_its_room() -> None:
    service = FakeService()
    await service.join(ADA)
    await service.calls.end("c1", EndReason.DISPLACED)
    session = await service.sessions.one("c1")
    assert (session.status, session.reason) == (Status.ENDED, EndReason.DISPLACED)
    assert await service.transport.carried[0].wait_ended() is EndReason.DISPLACED
    assert service.transport.carried[0].announced == [Status.ACTIVE]


async def test_stopping_does_not_wait_for_ever() -> None:
    limits = CallLimits(capacity=1, join_timeout_s=60, bounds=Bounds(60), stop_timeout_s=0, retention_s=600)
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
    await conversation.heard("It costs", interrupted=True, response=ResponseTime(300, 300, 100))
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


async def test_a_caller_who_wants_a_person_is_seen_to_wait_for_one() -> None:
    service = FakeService(team=FakeAgentTeam(otherwise=HUMAN))
    await service.join(ADA)
    carried = service.transport.carried[0]
    await _ask(carried.conversation, "can I talk to a human")
    session = await service.sessions.one("c1")
    assert (session.status, session.is_live) == (Status.WAITING_FOR_HUMAN, True)
    assert carried.announced == [Status.ACTIVE, Status.WAITING_FOR_HUMAN]


async def test_asking_for_a_person_twice_changes_nothing() -> None:
    service = FakeService(team=FakeAgentTeam(otherwise=HUMAN))
    await service.join(ADA)
    carried = service.transport.carried[0]
    await _ask(carried.conversation, "can I talk to a human")
    await _ask(carried.conversation, "a human please")
    assert carried.announced == [Status.ACTIVE, Status.WAITING_FOR_HUMAN]


async def test_asking_for_a_person_while_the_call_ends_changes_nothing() -> None:
    service = FakeService(team=FakeAgentTeam(otherwise=HUMAN))
    await service.join(ADA)
    conversation = service.transport.carried[0].conversation
    await service.leave.by_session("c1")
    await _ask(conversation, "can I talk to a human")
    assert (await service.sessions.one("c1")).status is Status.ENDED


async def test_a_call_that_waits_for_a_person_is_joined_left_and_counted_like_any_other() -> None:
    service = FakeService(team=FakeAgentTeam(otherwise=HUMAN))
    await service.join(ADA)
    await _ask(service.transport.carried[0].conversation, "can I talk to a human")
    assert (await service.join(ADA)).status is Status.WAITING_FOR_HUMAN
    assert len(service.transport.carried) == service.calls.live_count == 1
    assert (await service.leave.by_session("c1")).reason is EndReason.LEAVE_REQUESTED


async def test_stopping_ends_a_call_that_waits_for_a_person() -> None:
    service = FakeService(team=FakeAgentTeam(otherwise=HUMAN))
    await service.join(ADA)
    await _ask(service.transport.carried[0].conversation, "can I talk to a human")
    await service.calls.stop()
    assert (await service.sessions.one("c1")).reason is EndReason.SERVICE_STOPPED


async def test_watchers_and_the_log_learn_which_tool_was_used_and_not_with_what(
    caplog: pytest.LogCaptureFixture,
) -> None:
    used = ToolUsed("place_order", {"email": "jo@example.com"}, Outcome.TO_CONFIRM)
    service = FakeService(team=FakeAgentTeam(otherwise=ScriptedReply(["Shall I?"], first=[used])))
    caplog.set_level("INFO")
    await service.join(ADA)
    async with service.events.subscribe() as events:
        await _ask(service.transport.carried[0].conversation, "order it")
        event = await anext(events)
    assert event == ToolCalled("c1", "place_order", Outcome.TO_CONFIRM, service.clock.now)
    assert "place_order" in caplog.text
    assert "jo@example.com" not in caplog.text
