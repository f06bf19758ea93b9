"""Agents of one call, in its real room, whose conversation a test decides."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime
from uuid import uuid4

from application.talk.endpointing.end_of_turn import EndOfTurn
from application.talk.talk import Senses
from application.talk.turn_taking import TurnTaking
from domain.entities.bill import Leg
from domain.entities.handover import Thread
from domain.entities.reply import AskedFor, ReplyPart, SpecialistChosen
from domain.entities.response_time import ResponseTime
from domain.entities.session import Session, Status, agent_identity
from domain.entities.specialist import Pace
from domain.entities.standing import CallStanding
from domain.entities.usage import Used
from domain.errors import NotMovable, StaleEpoch
from domain.interfaces.conversation import Conversation
from infrastructure.transport.rooms import LiveKitRooms
from infrastructure.transport.session_handle import Patience, SessionHandle
from tests.fakes.stt import FakeSpeechToText
from tests.fakes.tts import FakeTextToSpeech
from tests.fakes.voice_activity import FakeVoiceDetector

PATIENT = Patience(caller_wait_s=60, caller_grace_s=60, caller_lost_s=60, media_s=60)
THREAD = Thread(CallStanding(datetime(2026, 1, 1, tzinfo=UTC), SpecialistChosen("sales")))


class HeldConversation(Conversation):
    """Says nothing, and takes its time to get ready for another owner's call, or to go on with it.

    :ivar is_offered: set when it is offered one.
    :ivar can: whether it can take it.
    :ivar goes_on: set when it is to go on.
    :ivar may_begin: set when it has.
    :ivar has_the_call: what it is told when it claims the call; None: a newer owner has it.
    :ivar can_tell: set unless that takes its time.
    :ivar while_letting_go: what happens meanwhile.
    """

    def __init__(self) -> None:
        self.is_offered = asyncio.Event()
        self.can: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.goes_on, self.may_begin = asyncio.Event(), asyncio.Event()
        self.is_passed_on = self.is_cut_off = False
        self.has_the_call: bool | None = False
        self.can_tell = asyncio.Event()
        self.can_tell.set()
        self.while_letting_go: Callable[[], None] = lambda: None

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

    async def cut_off(self) -> None:
        self.is_cut_off = True

    async def claim(self) -> bool:
        await self.can_tell.wait()
        if self.has_the_call is None:
            raise StaleEpoch(1, 2)
        return self.has_the_call

    async def let_go(self) -> Thread:
        self.while_letting_go()
        await asyncio.sleep(0.01)
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


class CallInRoom:
    """Both of its agents, in its room."""

    def __init__(self, rooms: LiveKitRooms) -> None:
        self._rooms = rooms
        self.room = f"call-{uuid4().hex}"
        self.owner, self.standby = HeldConversation(), HeldConversation()

    async def carried_by(self, epoch: int, conversation: HeldConversation) -> SessionHandle:
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
