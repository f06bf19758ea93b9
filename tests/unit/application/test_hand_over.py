"""A call's owner hands it over, and its standby takes it: the lives of both sessions."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from application.use_cases.hand_over_call import HandOverCommand
from application.use_cases.join_call import JoinCommand
from domain.entities.bill import Leg
from domain.entities.handover import Thread
from domain.entities.reply import SpecialistChosen
from domain.entities.session import EndReason, Status, agent_identity
from domain.entities.specialist import SUPERVISOR
from domain.entities.standing import CallStanding
from domain.entities.usage import Unit, Used
from domain.errors import MediaUnavailable, NotMovable, SessionNotFound, StaleEpoch
from tests.fakes.transport import FakeCallTransport
from tests.unit.application.service import FakeService

OWNER = JoinCommand("room-a", "ada", call_id="c1", epoch=1, idempotency_key="c1:1")
STANDBY = JoinCommand("room-a", "ada", call_id="c1", epoch=2, idempotency_key="c1:2", standby=True)
HAND_OVER = HandOverCommand("c1", epoch=1, successor_epoch=2, within_s=5)
SPOKEN = (Used("voices", "one", Unit.CHARACTERS_SPOKEN, Decimal(100)),)
BEGAN_AT = datetime(2026, 1, 1, tzinfo=UTC)
SALES = Thread(CallStanding(BEGAN_AT, SpecialistChosen("sales", "slt")))


async def taken(service: FakeService, thread: Thread) -> None:
    conversation = service.transport.carried[0].conversation
    await conversation.look_up(thread)
    await conversation.take_over()


async def test_a_call_that_was_handed_over_has_ended_here_and_says_so() -> None:
    service = FakeService()
    await service.join(OWNER)
    service.transport.carried[0].standbys.add(agent_identity("c1", 2))
    await service.hand_over(HAND_OVER)
    session = await service.registry.get("c1")
    assert session is not None
    assert (session.status, session.reason) == (Status.ENDED, EndReason.HANDED_OVER)
    assert service.calls.live_count == 0


async def test_handing_over_twice_is_handing_over_once() -> None:
    service = FakeService()
    await service.join(OWNER)
    service.transport.carried[0].standbys.add(agent_identity("c1", 2))
    await service.hand_over(HAND_OVER)
    await service.hand_over(HAND_OVER)
    assert service.transport.carried[0].handed_over_to == [agent_identity("c1", 2)]


async def test_without_its_standby_in_the_room_a_call_goes_on_where_it_is() -> None:
    service = FakeService()
    await service.join(OWNER)
    with pytest.raises(NotMovable):
        await service.hand_over(HAND_OVER)
    assert service.calls.carries("c1")


async def test_an_owner_that_has_been_succeeded_hands_nothing_over() -> None:
    service = FakeService()
    await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=3))
    with pytest.raises(StaleEpoch):
        await service.hand_over(HAND_OVER)


async def test_what_is_not_carried_here_cannot_be_handed_over() -> None:
    with pytest.raises(SessionNotFound):
        await FakeService().hand_over(HAND_OVER)


async def test_a_join_of_what_was_handed_over_is_refused_and_not_said_to_be_the_calls_end() -> None:
    service = FakeService()
    await service.join(OWNER)
    service.transport.carried[0].standbys.add(agent_identity("c1", 2))
    await service.hand_over(HAND_OVER)
    with pytest.raises(StaleEpoch):
        await service.join(OWNER)


async def test_a_standby_is_in_the_room_beside_the_owner_and_takes_a_place() -> None:
    service = FakeService()
    session = await service.join(STANDBY)
    assert (session.status, session.agent_identity) == (Status.STANDBY, "agent-c1-2")
    assert service.calls.live_count == 1
    assert (await service.join(STANDBY)).session_id == "c1"
    assert len(service.transport.carried) == 1


async def test_a_standby_takes_over_with_what_was_said_and_who_was_waited_for() -> None:
    service = FakeService()
    await service.join(STANDBY)
    await taken(service, Thread(replace(SALES.standing, waits_for_human=True)))
    session = await service.registry.get("c1")
    assert session is not None
    assert (session.status, session.epoch) == (Status.WAITING_FOR_HUMAN, 2)
    assert service.transport.carried[0].conversation.specialist == "sales"


async def test_a_standby_that_is_ended_was_never_the_call() -> None:
    service = FakeService()
    await service.join(STANDBY)
    await service.leave.by_session("c1")
    session = await service.registry.get("c1")
    assert session is not None
    assert (session.status, session.reason) == (Status.ENDED, EndReason.STANDBY_OVER)
    assert Status.LEAVING not in service.transport.carried[0].announced


async def test_a_standby_that_cannot_join_was_never_the_call_either() -> None:
    service = FakeService(FakeCallTransport(refusal=lambda: MediaUnavailable("no media")))
    with pytest.raises(MediaUnavailable):
        await service.join(STANDBY)
    await asyncio.sleep(0)
    session = await service.registry.get("c1")
    assert session is not None
    assert session.reason is EndReason.STANDBY_OVER


async def test_a_standby_makes_way_for_whoever_recovers_the_call() -> None:
    service = FakeService()
    await service.join(STANDBY)
    session = await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=3, idempotency_key="c1:3"))
    assert (session.status, session.epoch, session.agent_identity) == (Status.ACTIVE, 3, "agent-c1")


async def test_a_standby_that_is_ending_takes_nothing_over() -> None:
    service = FakeService()
    await service.join(STANDBY)
    conversation = service.transport.carried[0].conversation
    await conversation.look_up(SALES)
    await service.calls.end("c1", EndReason.DISPLACED)
    with pytest.raises(NotMovable):
        await conversation.take_over()
    assert Status.ACTIVE not in service.transport.carried[0].announced


async def test_a_call_that_is_only_looked_up_has_not_changed_its_owner() -> None:
    service = FakeService()
    await service.join(STANDBY)
    conversation = service.transport.carried[0].conversation
    await conversation.look_up(SALES)
    await conversation.look_up(SALES)
    session = await service.registry.get("c1")
    assert session is not None
    assert session.status is Status.STANDBY
    assert conversation.specialist == SUPERVISOR


async def test_what_was_handed_over_instead_of_ended_is_not_said_to_have_ended() -> None:
    service = FakeService()
    await service.join(OWNER)
    carried = service.transport.carried[0]
    leaving = asyncio.create_task(service.leave.by_session("c1"))
    carried.hang_up(EndReason.HANDED_OVER)  # which is decided before the end is asked for
    with pytest.raises(StaleEpoch):
        await leaving
    assert (await service.leave.by_session("c1")).reason is EndReason.HANDED_OVER  # a good while later


async def test_a_bill_that_was_let_go_of_is_kept_by_the_successor_alone() -> None:
    service = FakeService()
    await service.join(OWNER)
    conversation = service.transport.carried[0].conversation
    conversation.used(Leg.SPEAKING, SPOKEN)
    conversation.passed_on()
    service.transport.carried[0].hang_up(EndReason.HANDED_OVER)
    await service.calls.wait_empty()
    assert await service.memory.recall("c1") == ()


async def test_what_only_this_process_remembers_is_not_handed_over() -> None:
    service = FakeService()
    await service.join(OWNER)
    with pytest.raises(NotMovable, match="PARLEY_REDIS_URL"):
        await service.transport.carried[0].conversation.let_go()
