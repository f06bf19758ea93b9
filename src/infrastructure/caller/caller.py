"""A person on the line, as far as a program can be one."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from livekit import rtc

from domain.errors import ParleyError
from infrastructure.caller.captions import Captions
from infrastructure.caller.ear import Ear, HeardFrame
from infrastructure.caller.microphone import Microphone
from infrastructure.transport.event_router import event_router

T = TypeVar("T")

STATE_ATTRIBUTE = "lk.agent.state"
SPECIALIST_ATTRIBUTE = "parley.specialist"
STATUS_ATTRIBUTE = "parley.status"
STANDBY = "standby"
HUNG_UP = "the other side has hung up"
CHAT_TOPIC = "lk.chat"
PAUSE_S = 0.7
"""Silence after which an answer is over: longer than a pause between sentences."""


class CallOver(ParleyError):
    """The other side has hung up."""

    code = "call_over"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    :ivar text: as captioned.
    :ivar began_at: first audible frame, as of `time.monotonic()`.
    :ivar frames: as heard, from then on.
    """

    text: str
    specialist: str
    began_at: float
    frames: tuple[HeardFrame, ...] = field(repr=False)

    @property
    def pcm(self) -> bytes:
        """Mono s16le at 16 kHz."""
        return b"".join(frame.pcm for frame in self.frames)


class Caller:
    """In a room, with the microphone open. Made by `on_the_line`."""

    def __init__(self, room: rtc.Room, listening_ms: int, *, talks: bool) -> None:
        self.room = room
        self.captions = Captions(room)
        self.ear = Ear(listening_ms)
        self.microphone = Microphone(talks=talks)
        self.disconnected = asyncio.Event()
        self._changed = asyncio.Event()
        room.on("track_subscribed", self._subscribed)
        room.on("participant_connected", self._came_or_went)
        room.on("participant_disconnected", self._came_or_went)
        room.on("participant_attributes_changed", self._attributes_changed)
        room.on("disconnected", self._disconnected)

    @property
    def agent(self) -> rtc.RemoteParticipant | None:
        """Whoever carries the call: the latest to come, beside those who only stand by."""
        kind = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        agents = [each for each in self.room.remote_participants.values() if each.kind == kind]
        owners = [each for each in agents if each.attributes.get(STATUS_ATTRIBUTE, STANDBY) != STANDBY]
        return next(reversed(owners or agents), None)

    @property
    def specialist(self) -> str:
        return self.agent.attributes.get(SPECIALIST_ATTRIBUTE, "") if self.agent else ""

    @property
    def status(self) -> str:
        """The session's, as the room is shown it."""
        return self.agent.attributes.get(STATUS_ATTRIBUTE, "") if self.agent else ""

    async def say(self, pcm: bytes) -> float:
        """Say it; returns when the last of it left, as of `time.monotonic()`.

        :raises CallOver: there is nobody to hear it.
        """
        said_at = await self._while_it_lasts(self.microphone.say(pcm))
        if said_at is None:
            raise CallOver(HUNG_UP)
        return said_at

    async def type(self, text: str) -> None:
        await self.room.local_participant.send_text(text, topic=CHAT_TOPIC)

    async def hear_answer(self, since: float, *, timeout_s: float = 20) -> Answer:
        """The next thing that the agent says, to its end, or to that of the call.

        :param since: what was audible earlier is not part of it.
        :raises TimeoutError: nothing, or no end, came in time.
        :raises CallOver: there is nobody to say anything.
        """
        async with asyncio.timeout(timeout_s):
            began_at = await self._while_it_lasts(self.ear.first_sound(since))
            if began_at is None:
                raise CallOver(HUNG_UP)
            specialist = self.specialist
            await self._while_it_lasts(self._until_it_is_said(since))
        text = self.captions.answer_so_far(since)
        return Answer(text, self.specialist or specialist, began_at, tuple(self.ear.frames(began_at)))

    async def until_agent_is(self, state: str) -> None:
        while self.agent is None or self.agent.attributes.get(STATE_ATTRIBUTE) != state:
            self._changed.clear()
            await self._changed.wait()

    async def hang_up(self) -> None:
        await self.microphone.close()
        await self.ear.close()
        await self.captions.close()
        await self.room.disconnect()

    async def _until_it_is_said(self, since: float) -> None:
        await self.captions.answer(since)
        await self.until_agent_is("listening")
        await self.ear.silence(PAUSE_S)
        await self.captions.answer(since)

    async def _while_it_lasts(self, waiting: Coroutine[None, None, T]) -> T | None:
        """What is waited for; None when the call is over first."""
        awaited, over = asyncio.ensure_future(waiting), asyncio.ensure_future(self.disconnected.wait())
        try:
            await asyncio.wait((awaited, over), return_when=asyncio.FIRST_COMPLETED)
            return awaited.result() if awaited.done() else None
        finally:
            awaited.cancel()
            over.cancel()
            await asyncio.gather(awaited, over, return_exceptions=True)

    def _came_or_went(self, _participant: rtc.RemoteParticipant) -> None:
        self._changed.set()

    def _attributes_changed(self, _changed: dict[str, str], _participant: rtc.Participant) -> None:
        self._changed.set()

    def _disconnected(self, _reason: rtc.DisconnectReason.ValueType) -> None:
        self.disconnected.set()

    def _subscribed(
        self, track: rtc.RemoteTrack, _: rtc.RemoteTrackPublication, participant: rtc.RemoteParticipant
    ) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO and participant.identity != self.room.local_participant.identity:
            self.ear.listen_to(track)


@asynccontextmanager
async def on_the_line(
    url: str, token: str, *, listening_ms: int = 20, talks: bool = True
) -> AsyncGenerator[Caller, None]:
    """Connect, open the microphone; hang up at the end.

    :param listening_ms: how exactly the time of a sound is known; many callers in one process had better be
        content with less.
    :param talks: whether anything is to be said; many callers in one process had better type (see `Microphone`).
    """
    room = rtc.Room()
    caller = Caller(room, listening_ms, talks=talks)
    await _connect(room, url, token)
    event_router().narrow_room(room)
    try:
        await caller.microphone.open(room)
        yield caller
    finally:
        await caller.hang_up()


async def _connect(room: rtc.Room, url: str, token: str) -> None:
    """When cancelled, wait for the connection all the same: the SDK makes it, and ends the whole process when
    nobody takes it.
    """
    connecting = asyncio.ensure_future(room.connect(url, token))
    try:
        await asyncio.shield(connecting)
    except asyncio.CancelledError:
        with suppress(rtc.ConnectError):
            await connecting
            await room.disconnect()
        raise
