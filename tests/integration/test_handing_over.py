"""An owner and a standby in a real room, and what happens to the call while it is passed on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from livekit import api

from domain.entities.session import EndReason, agent_identity
from domain.errors import NotMovable
from infrastructure.transport.rooms import LiveKitRooms, LiveKitServer
from infrastructure.transport.session_handle import SessionHandle
from tests.fakes.call_in_room import CallInRoom
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def passing(
    livekit: LiveKit,
) -> AsyncGenerator[tuple[CallInRoom, SessionHandle, SessionHandle, asyncio.Task[None]]]:
    """The moment in which the standby gets ready."""
    rooms = LiveKitRooms(LiveKitServer(livekit.url, livekit.api_key, livekit.api_secret))
    call = CallInRoom(rooms)
    owner = await call.carried_by(1, call.owner)
    standby = await call.carried_by(2, call.standby)
    handing_over = asyncio.create_task(owner.hand_over(agent_identity("c1", 2), 0.0))
    try:
        async with asyncio.timeout(5):
            await call.standby.is_offered.wait()
        yield call, owner, standby, handing_over
    finally:
        for handle in (owner, standby):
            await handle.abandon()
        await asyncio.gather(handing_over, return_exceptions=True)
        await rooms.release()


async def agents_in(livekit: LiveKit, room: str) -> set[str]:
    async with api.LiveKitAPI(livekit.url, livekit.api_key, livekit.api_secret) as server:
        found = await server.room.list_participants(api.ListParticipantsRequest(room=room))
    return {each.identity for each in found.participants}


@pytest.mark.parametrize("reason", [EndReason.SERVICE_STOPPED, EndReason.TIME_CAP, EndReason.LEAVE_REQUESTED])
async def test_what_ends_the_owner_while_it_passes_the_call_on_does_not_close_its_successors_room(
    livekit: LiveKit, reason: EndReason
) -> None:
    async with passing(livekit) as (call, owner, standby, handing_over):
        owner.hang_up(reason)
        call.standby.may_begin.set()
        call.standby.can.set_result(True)
        async with asyncio.timeout(5):
            await handing_over
            assert await owner.wait_ended() is EndReason.HANDED_OVER
        assert call.owner.is_passed_on
        assert agent_identity("c1", 2) in await agents_in(livekit, call.room)
        standby.hang_up(EndReason.CALLER_LEFT)
        async with asyncio.timeout(5):
            assert await standby.wait_ended() is EndReason.CALLER_LEFT


async def test_it_ends_the_call_when_the_owner_keeps_it(livekit: LiveKit) -> None:
    async with passing(livekit) as (call, owner, _, handing_over):
        owner.hang_up(EndReason.SERVICE_STOPPED)
        call.standby.can.set_result(False)
        async with asyncio.timeout(5):
            with pytest.raises(NotMovable):
                await handing_over
            assert await owner.wait_ended() is EndReason.SERVICE_STOPPED
        assert not call.owner.is_passed_on


async def test_a_standby_that_is_ended_while_it_takes_over_ends_as_the_calls_owner(livekit: LiveKit) -> None:
    async with passing(livekit) as (call, owner, standby, handing_over):
        call.standby.can.set_result(True)
        async with asyncio.timeout(5):
            await call.standby.goes_on.wait()
            standby.hang_up(EndReason.LEAVE_REQUESTED)
            call.standby.may_begin.set()
            await handing_over
            assert await owner.wait_ended() is EndReason.HANDED_OVER
            assert await standby.wait_ended() is EndReason.LEAVE_REQUESTED


async def test_a_call_that_ends_while_it_is_let_go_of_is_not_offered(livekit: LiveKit) -> None:
    rooms = LiveKitRooms(LiveKitServer(livekit.url, livekit.api_key, livekit.api_secret))
    call = CallInRoom(rooms)
    owner, standby = await call.carried_by(1, call.owner), await call.carried_by(2, call.standby)
    call.owner.while_letting_go = lambda: owner.hang_up(EndReason.LEAVE_REQUESTED)
    with pytest.raises(NotMovable, match="ending"):
        await owner.hand_over(agent_identity("c1", 2), 0.0)
    assert await owner.wait_ended() is EndReason.LEAVE_REQUESTED
    assert not call.standby.is_offered.is_set()
    await standby.abandon()
    await rooms.release()
