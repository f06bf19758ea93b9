"""Joining: once, however often it is asked for."""

import asyncio

import pytest

from application.use_cases.join_call import JoinCommand
from domain.entities.session import EndReason, Session, Status
from domain.errors import (
    MediaUnavailable,
    RoomTaken,
    ServiceBusy,
    ServiceDraining,
    ServiceFull,
    SessionNotFound,
    StaleEpoch,
)
from tests.fakes.transport import FakeCallTransport
from tests.unit.application.service import FakeService

ADA = JoinCommand("room-a", "ada")


async def test_a_process_that_is_late_takes_no_more_calls_and_says_why() -> None:
    service = FakeService()
    await service.join(ADA)
    service.load.lag = 0.25
    with pytest.raises(ServiceBusy, match="250 ms late"):
        await service.join(JoinCommand("room-b", "bob"))
    assert not (await service.health()).is_ready
    service.load.lag = 0.01
    assert (await service.join(JoinCommand("room-b", "bob"))).is_live


async def test_a_machine_that_is_late_by_itself_takes_one_call_all_the_same() -> None:
    service = FakeService()
    service.load.lag = 0.25
    assert (await service.join(ADA)).is_live


async def test_a_join_puts_the_agent_into_the_room() -> None:
    service = FakeService()
    session = await service.join(ADA)
    assert session.status is Status.ACTIVE
    assert [call.session.room for call in service.transport.carried] == ["room-a"]


async def test_the_agents_identity_is_stable_for_the_call() -> None:
    session = await FakeService().join(JoinCommand("room-a", "ada", call_id="c1"))
    assert (session.session_id, session.agent_identity) == ("c1", "agent-c1")


async def test_the_same_caller_again_gets_the_same_session() -> None:
    service = FakeService()
    first, second = await service.join(ADA), await service.join(ADA)
    assert first.session_id == second.session_id
    assert len(service.transport.carried) == 1


async def test_twenty_joins_at_once_make_one_agent() -> None:
    gate = asyncio.Event()
    service = FakeService(FakeCallTransport(gate=gate))
    joins = [asyncio.create_task(service.join(ADA)) for _ in range(20)]
    asyncio.get_running_loop().call_soon(gate.set)
    sessions = {(await join).session_id for join in joins}
    assert len(sessions) == len(service.transport.carried) == 1


async def test_a_call_that_is_slow_to_begin_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    service = FakeService()
    taken, admit = asyncio.Event(), service.calls.admit

    async def hesitating(session: Session) -> None:
        if session.room == ADA.room:
            await taken.wait()
        await admit(session)

    monkeypatch.setattr(service.calls, "admit", hesitating)
    held_up = asyncio.create_task(service.join(ADA))
    async with asyncio.timeout(1):
        await asyncio.sleep(0)
        assert (await service.join(JoinCommand("room-b", "bob"))).is_live
        assert not held_up.done()
        taken.set()
        assert (await held_up).is_live


async def test_a_key_that_comes_twice_at_once_with_two_rooms_begins_one_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = FakeService()
    admit = service.calls.admit

    async def taking_its_time(session: Session) -> None:
        await asyncio.sleep(0)
        await admit(session)

    monkeypatch.setattr(service.calls, "admit", taking_its_time)
    commands = [JoinCommand(room, "ada", idempotency_key="k1") for room in ("room-a", "room-b")]
    outcomes = await asyncio.gather(*map(service.join, commands), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RoomTaken", "Session"]


async def test_another_caller_cannot_have_the_room() -> None:
    service = FakeService()
    await service.join(ADA)
    with pytest.raises(RoomTaken):
        await service.join(JoinCommand("room-a", "eve"))


async def test_a_call_cannot_be_in_two_rooms() -> None:
    service = FakeService()
    await service.join(JoinCommand("room-a", "ada", call_id="c1"))
    with pytest.raises(RoomTaken):
        await service.join(JoinCommand("room-b", "ada", call_id="c1"))


async def test_a_command_that_comes_again_after_the_call_begins_none() -> None:
    service = FakeService()
    command = JoinCommand("room-a", "ada", idempotency_key="k1")
    session = await service.join(command)
    await service.leave.by_session(session.session_id)
    again = await service.join(command)
    assert (again.session_id, again.status) == (session.session_id, Status.ENDED)
    assert len(service.transport.carried) == 1


async def test_an_idempotency_key_is_good_for_one_command() -> None:
    service = FakeService()
    await service.join(JoinCommand("room-a", "ada", idempotency_key="k1"))
    with pytest.raises(RoomTaken):
        await service.join(JoinCommand("room-b", "ada", idempotency_key="k1"))


async def test_a_room_whose_call_is_over_takes_a_new_one() -> None:
    service = FakeService()
    first = await service.join(ADA)
    await service.leave.by_room("room-a")
    second = await service.join(ADA)
    assert first.session_id != second.session_id


async def test_joining_a_call_that_is_just_ending_begins_a_new_one() -> None:
    service = FakeService()
    first = await service.join(ADA)
    leaving = asyncio.create_task(service.leave.by_room("room-a"))
    await asyncio.sleep(0)
    second = await service.join(ADA)
    await leaving
    assert second.session_id != first.session_id
    assert second.status is Status.ACTIVE


async def test_an_older_epoch_is_refused() -> None:
    service = FakeService()
    await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=2))
    await service.leave.by_session("c1")
    with pytest.raises(StaleEpoch):
        await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=1))


async def test_a_full_service_refuses_and_says_how_many_it_takes() -> None:
    service = FakeService()
    for name in "abc":
        await service.join(JoinCommand(name, name))
    with pytest.raises(ServiceFull, match="all 3 places"):
        await service.join(JoinCommand("d", "d"))


async def test_a_place_is_free_again_after_a_call() -> None:
    service = FakeService()
    for name in "abc":
        await service.join(JoinCommand(name, name))
    await service.leave.by_room("b")
    assert (await service.join(JoinCommand("d", "d"))).status is Status.ACTIVE


async def test_a_stopping_service_refuses() -> None:
    service = FakeService()
    await service.calls.stop()
    with pytest.raises(ServiceDraining):
        await service.join(ADA)


async def test_a_failed_join_tells_why_and_leaves_a_failed_session_and_nothing_else() -> None:
    service = FakeService(FakeCallTransport(refusal=lambda: MediaUnavailable("no server")))
    with pytest.raises(MediaUnavailable, match="no server"):
        await service.join(ADA)
    (session,) = await service.registry.all()
    assert (session.status, session.reason) == (Status.FAILED, EndReason.MEDIA_UNAVAILABLE)
    assert service.calls.live_count == 0


async def test_a_failed_join_can_be_tried_again_with_the_same_command() -> None:
    service = FakeService(FakeCallTransport(refusal=lambda: MediaUnavailable("no server")))
    command = JoinCommand("room-a", "ada", call_id="c1", idempotency_key="k1")
    with pytest.raises(MediaUnavailable):
        await service.join(command)
    service.transport.refusal = None
    assert (await service.join(command)).status is Status.ACTIVE


async def test_everyone_who_waits_for_a_join_hears_that_it_failed() -> None:
    gate = asyncio.Event()
    service = FakeService(FakeCallTransport(gate=gate, refusal=lambda: MediaUnavailable("no server")))
    joins = [asyncio.create_task(service.join(ADA)) for _ in range(3)]
    asyncio.get_running_loop().call_soon(gate.set)
    outcomes = await asyncio.gather(*joins, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [MediaUnavailable] * 3


async def test_a_call_that_failed_before_anybody_could_wait_for_it_is_not_begun_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In another process a call may be over before the answer to its beginning is there."""
    service = FakeService(FakeCallTransport(refusal=lambda: MediaUnavailable("no way in")))

    async def too_late(session_id: str) -> Session:
        while service.calls.live_count:
            await asyncio.sleep(0)
        raise SessionNotFound(session_id)

    monkeypatch.setattr(service.calls, "joined", too_late)
    with pytest.raises(MediaUnavailable, match="log says why"):
        await service.join(ADA)
    assert [session.status for session in await service.registry.all()] == [Status.FAILED]


async def test_a_process_that_slept_while_others_carried_the_call_takes_it_again_as_a_new_owner() -> None:
    service = FakeService()
    slept = await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=1, idempotency_key="c1:1"))

    again = await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=3, idempotency_key="c1:3"))

    assert (again.session_id, again.epoch, again.status) == (slept.session_id, 3, Status.ACTIVE)
    first, second = service.transport.carried
    assert await first.wait_ended() is EndReason.DISPLACED
    assert second.session.epoch == 3


async def test_an_older_owners_join_is_refused_while_the_call_goes_on() -> None:
    service = FakeService()
    await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=2))
    with pytest.raises(StaleEpoch):
        await service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=1))


async def test_who_goes_on_with_a_call_says_so_when_its_caller_can_hear_it() -> None:
    service = FakeService(FakeCallTransport(are_heard=False))
    joining = asyncio.create_task(service.join(JoinCommand("room-a", "ada", call_id="c1", epoch=2)))
    while not (sessions := await service.registry.all()) or sessions[0].status is not Status.ACTIVE:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not joining.done()
    service.transport.carried[0].is_heard.set()
    assert (await joining).status is Status.ACTIVE


async def test_a_new_calls_join_does_not_wait_for_its_caller() -> None:
    service = FakeService(FakeCallTransport(are_heard=False))
    assert (await service.join(ADA)).status is Status.ACTIVE
