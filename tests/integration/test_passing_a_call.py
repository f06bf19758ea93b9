"""Who may pass a call on, in a real room."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from livekit import api, rtc

from domain.entities.handover import Floor, Handover, Thread
from domain.entities.reply import AskedFor, SpecialistChosen
from domain.entities.tool import Kind
from domain.errors import NotMovable
from infrastructure.transport.passing import pass_on, taking
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

HANDOVER = Handover(
    Thread(
        SpecialistChosen("sales", "slt"), AskedFor(Kind.DIGITS, 6), failures=1, lasted_s=61.5, waits_for_human=True
    ),
    Floor(hear_again_ms=400, voice="slt", usual_db=-21.5, silent_s=2.0, silences=1, types=True),
    typed=("a", "b"),
)


@asynccontextmanager
async def entered(livekit: LiveKit, identity: str) -> AsyncGenerator[rtc.Room, None]:
    grants = api.VideoGrants(room_join=True, room="passing")
    token = api.AccessToken(livekit.api_key, livekit.api_secret).with_identity(identity).with_grants(grants)
    room = rtc.Room()
    await room.connect(livekit.url, token.to_jwt())
    try:
        yield room
    finally:
        await room.disconnect()


async def _sees(room: rtc.Room, identity: str) -> None:
    async with asyncio.timeout(5):
        while identity not in room.remote_participants:
            await asyncio.sleep(0.01)


async def test_what_the_owner_passes_on_arrives_whole(livekit: LiveKit) -> None:
    taken: list[Handover] = []

    async def take_over(handover: Handover) -> None:
        taken.append(handover)

    async with entered(livekit, "agent-c1") as owner, entered(livekit, "agent-c1-2") as standby:
        with taking(standby, "c1", take_over):
            await _sees(owner, "agent-c1-2")
            await pass_on(owner, "agent-c1-2", HANDOVER)
    assert taken == [HANDOVER]


async def test_nobody_but_the_calls_own_agents_can_pass_it_on(livekit: LiveKit) -> None:
    taken: list[Handover] = []

    async def take_over(handover: Handover) -> None:
        taken.append(handover)

    async with entered(livekit, "ada") as caller, entered(livekit, "agent-c1-2") as standby:
        with taking(standby, "c1", take_over):
            await _sees(caller, "agent-c1-2")
            with pytest.raises(NotMovable):
                await pass_on(caller, "agent-c1-2", HANDOVER)
    assert taken == []


async def test_a_standby_that_refuses_leaves_the_call_to_its_owner(livekit: LiveKit) -> None:
    async def take_over(_: Handover) -> None:
        raise NotMovable("what was said cannot be read")

    async with entered(livekit, "agent-c1") as owner, entered(livekit, "agent-c1-2") as standby:
        with taking(standby, "c1", take_over):
            await _sees(owner, "agent-c1-2")
            with pytest.raises(NotMovable):
                await pass_on(owner, "agent-c1-2", HANDOVER)
