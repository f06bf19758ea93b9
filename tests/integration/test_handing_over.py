"""An owner and a standby in a real room, and what happens to the call while it is passed on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from livekit import api

from application.talk.endpointing.end_of_turn import EndOfTurn
from application.talk.talk import Senses
from application.talk.turn_taking import TurnTaking
from domain.entities.bill import Leg
from domain.entities.handover import Thread
from domain.entities.reply import AskedFor, ReplyPart, SpecialistChosen
from domain.entities.response_time import ResponseTime
from domain.entities.session import EndReason, Session, Status, agent_identity
from domain.entities.specialist import Pace
from domain.entities.standing import CallStanding
from domain.entities.usage import Used
from domain.errors import NotMovable
from domain.interfaces.conversation import Conversation
from infrastructure.transport.rooms import LiveKitRooms, LiveKitServer
from infrastructure.transport.session_handle import Patience, SessionHandle
from tests.fakes.stt import FakeSpeechToText
from tests.fakes.tts import FakeTextToSpeech
from tests.fakes.voice_activity import FakeVoiceDetector
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATIENT = Patience(caller_wait_s=60, caller_grace_s=60, caller_lost_s=60, media_s=60)
THREAD = Thread(CallStanding(datetime(2026, 1, 1, tzinfo=UTC), SpecialistChosen("sales")))


class Held(Conversation):
    """Says nothing, and takes its time to get ready for another owner's call, or to go on with it.

    :ivar is_offered: set when it is offered one.
    :ivar can: whether it can take it.
    :ivar goes_on: set when it is to go on.
    :ivar may_begin: set when it has.
    """

    def __init__(self) -> None:
        self.is_offered = asyncio.Event()
        self.can: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.goes_on, self.may_begin = asyncio.Event(), asyncio.Event()
        self.is_passed_on = False

    @property
    def opening(self) -> tuple[ReplyPart, ...]:
        return ()

    @property
    def specialist(self) -> str:
        return "sales"

    @property
    def pace(self) -> Pace:
        return Pace.NORMAL

    @property
    def asked_for(self) -> AskedFor | None:
        return None

    async def let_go(self) -> Thread:
        return THREAD

    def passed_on(self) -> None:
        self.is_passed_on = True

    async def look_up(self, thread: Thread) -> None:
        assert thread == THREAD
        self.is_offered.set()
        if not await self.can:
            raise NotMovable("it cannot")

    async def take_over(self) -> None:
        self.goes_on.set()
        await self.may_begin.wait()

    async def reply(self, utterance: str, *, waited_s: float = 0.0) -> AsyncGenerator[ReplyPart, None]:
        return
        yield

    async def silence(self) -> AsyncGenerator[ReplyPart, None]:
        return
        yield

    async def heard(self, text: str, *, interrupted: bool, response: ResponseTime | None = None) -> None:
        """Nothing was."""

    def used(self, leg: Leg, used: tuple[Used, ...]) -> None:
        """Nothing was."""


class Call:
    """Both of its agents, in its room."""

    def __init__(self, rooms: LiveKitRooms) -> None:
        self._rooms = rooms
        self.room = f"call-{uuid4().hex}"
        self.owner, self.standby = Held(), Held()

    async def carried_by(self, epoch: int, conversation: Held) -> SessionHandle:
        is_standby = conversation is self.standby
        session = Session(
            "c1",
            self.room,
            "ada",
            agent_identity("c1", epoch if is_standby else None),
            datetime.now(UTC),
            epoch,
            Status.STANDBY if is_standby else Status.JOINING,
        )
        taking_turns = TurnTaking(EndOfTurn(300, 1200), barge_in_ms=400, silence_s=12)
        senses = Senses(FakeSpeechToText(), FakeTextToSpeech(), FakeVoiceDetector(), taking_turns)
        return await SessionHandle.join(session, conversation, rooms=self._rooms, senses=senses, patience=PATIENT)


@asynccontextmanager
async def passing(
    livekit: LiveKit,
) -> AsyncGenerator[tuple[Call, SessionHandle, SessionHandle, asyncio.Task[None]]]:
    """The moment in which the standby gets ready."""
    rooms = LiveKitRooms(LiveKitServer(livekit.url, livekit.api_key, livekit.api_secret))
    call = Call(rooms)
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
