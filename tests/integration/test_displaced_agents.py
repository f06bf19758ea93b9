"""Agents that others displace, or that are not let in, and what becomes of the call in its real room."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from domain.entities.session import EndReason, agent_identity
from infrastructure.transport.rooms import LiveKitRooms, LiveKitServer
from infrastructure.transport.session_handle import HEARD_WITHIN_S, SessionHandle
from tests.fakes.call_in_room import CallInRoom
from tests.livekit_server import LiveKit
from tests.livekit_that_can_fall import livekit_that_can_fall

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWNER = agent_identity("c1")


@asynccontextmanager
async def opened(livekit: LiveKit) -> AsyncGenerator[LiveKitRooms]:
    rooms = LiveKitRooms(LiveKitServer(livekit.url, livekit.api_key, livekit.api_secret))
    try:
        yield rooms
    finally:
        await rooms.release()


async def test_an_owner_who_is_displaced_by_an_older_one_comes_back(livekit: LiveKit) -> None:
    async with opened(livekit) as rooms:
        call = CallInRoom(rooms)
        call.owner.has_the_call = True
        owner = await call.carried_by(3, call.owner)
        call.owner.can_tell.clear()
        late = await rooms.join(call.room, OWNER, is_shared=True)
        call.owner.can_tell.set()
        async with asyncio.timeout(5):
            while late.isconnected():
                await asyncio.sleep(0.02)
            while not call.owner.is_cut_off:
                await asyncio.sleep(0.02)
        owner.hang_up(EndReason.LEAVE_REQUESTED)
        assert await owner.wait_ended() is EndReason.LEAVE_REQUESTED


@pytest.mark.parametrize("has_the_call", [None, False], ids=["another owner has it", "nobody can tell"])
async def test_an_owner_who_is_displaced_leaves_the_call_to_its_successor(
    livekit: LiveKit, has_the_call: bool | None
) -> None:
    async with opened(livekit) as rooms:
        call = CallInRoom(rooms)
        call.owner.has_the_call = has_the_call
        owner = await call.carried_by(1, call.owner)
        successor = await rooms.join(call.room, OWNER, is_shared=True)
        assert await owner.wait_ended() is EndReason.DISPLACED
        assert successor.isconnected()
        await successor.disconnect()


@pytest.mark.parametrize(("epoch", "stays"), [(1, False), (2, True)], ids=["the first owner", "a successor"])
async def test_a_join_that_is_given_up_ends_the_call_only_where_nobody_else_can_have_it(
    livekit: LiveKit, epoch: int, stays: bool
) -> None:
    async with opened(livekit) as rooms:
        call = CallInRoom(rooms)
        caller = await rooms.join(call.room, "ada")
        joining = asyncio.create_task(call.carried_by(epoch, call.owner))
        await asyncio.sleep(0)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        await rooms.release()  # which waits for what the join has left to be done
        await asyncio.sleep(0.2)
        assert caller.isconnected() is stays
        await caller.disconnect()


async def test_who_goes_on_with_a_call_knows_when_its_caller_can_hear_it(livekit: LiveKit) -> None:
    async with opened(livekit) as rooms:
        call = CallInRoom(rooms)
        alone = await call.carried_by(2, call.owner)
        assert await _heard_after_s(alone) >= HEARD_WITHIN_S
        await alone.abandon()

        caller = await rooms.join(call.room, "ada", is_shared=True)
        successor = await call.carried_by(3, call.owner)
        assert await _heard_after_s(successor) < HEARD_WITHIN_S
        await successor.abandon()
        await caller.disconnect()


async def _heard_after_s(successor: SessionHandle) -> float:
    began_s = asyncio.get_running_loop().time()
    await successor.until_heard()
    return asyncio.get_running_loop().time() - began_s


async def test_a_call_can_be_ended_while_its_agent_cannot_be_heard_yet(tmp_path: Path) -> None:
    async with livekit_that_can_fall(tmp_path) as livekit, opened(livekit.access) as rooms:
        call = CallInRoom(rooms)
        owner = await call.carried_by(1, call.owner)
        livekit.freeze()  # so that its voice is never published
        await asyncio.sleep(0.2)
        owner.hang_up(EndReason.LEAVE_REQUESTED)
        async with asyncio.timeout(8):
            assert await owner.wait_ended() is EndReason.LEAVE_REQUESTED
        livekit.thaw()
