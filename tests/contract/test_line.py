"""The promises of the port `Line`, on the fake and on a room of a real LiveKit server."""

import asyncio
import math
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from livekit import api, rtc

from domain.entities.audio import BYTES_PER_SAMPLE
from domain.interfaces.line import AgentState, Line
from domain.interfaces.voice_activity import WINDOW_SAMPLES
from infrastructure.caller.caller import Caller, on_the_line
from infrastructure.transport.announcements import Announcements
from infrastructure.transport.livekit_line import LiveKitLine
from tests.fakes.line import FakeLine
from tests.livekit_server import LiveKit

RATE_HZ = 16_000
WINDOW_BYTES = WINDOW_SAMPLES * BYTES_PER_SAMPLE
TONE = b"".join(
    round(8000 * math.sin(2 * math.pi * 440 * at / RATE_HZ)).to_bytes(2, "little", signed=True)
    for at in range(2 * WINDOW_SAMPLES)
)
"""64 ms: a voice that does not swing is filtered out on its way."""

MUTE_IS_TOLD_WITHIN_S = 5.0
"""It takes some milliseconds; who is never told would wait for ever."""


class BothEnds(ABC):
    """A line, and the caller at its other end."""

    @property
    @abstractmethod
    def line(self) -> Line: ...

    @abstractmethod
    async def say(self, seconds: float) -> None:
        """The caller makes sound for so long."""

    @abstractmethod
    async def mute(self) -> None:
        """The caller's microphone."""

    @abstractmethod
    async def sounds(self) -> int:
        """How much sound has come to the caller, in windows or so."""


class FakeEnds(BothEnds):
    def __init__(self) -> None:
        self._line = FakeLine()

    @property
    def line(self) -> FakeLine:
        return self._line

    async def say(self, seconds: float) -> None:
        await self.line.say(seconds)

    async def mute(self) -> None:
        self.line.mute()

    async def sounds(self) -> int:
        return len(self.line.played)


class LiveKitEnds(BothEnds):
    def __init__(self, line: LiveKitLine, caller: Caller) -> None:
        self._line = line
        self.caller = caller

    @property
    def line(self) -> LiveKitLine:
        return self._line

    async def say(self, seconds: float) -> None:
        await self.caller.say(TONE * round(seconds / 0.064))

    async def mute(self) -> None:
        for publication in self.caller.room.local_participant.track_publications.values():
            if publication.track is not None:
                publication.track.mute()

    async def sounds(self) -> int:
        await self.caller.ear.silence(0.3)
        return len(self.caller.ear.sounds(0))


@asynccontextmanager
async def fake(_livekit: LiveKit) -> AsyncGenerator[BothEnds]:
    yield FakeEnds()


@asynccontextmanager
async def over_livekit(livekit: LiveKit) -> AsyncGenerator[BothEnds]:
    name = f"line-{uuid4().hex[:8]}"
    grants = api.VideoGrants(room_join=True, room=name, can_update_own_metadata=True)

    def ticket(identity: str) -> str:
        token = api.AccessToken(livekit.api_key, livekit.api_secret)
        return token.with_identity(identity).with_kind("agent").with_grants(grants).to_jwt()

    room = rtc.Room()
    await room.connect(livekit.url, ticket("agent"))
    announcements = Announcements(room)
    announcing = asyncio.create_task(announcements.run())
    line = LiveKitLine(room, "ada", RATE_HZ, announcements)
    await line.open()
    try:
        async with on_the_line(livekit.url, ticket("ada")) as caller:
            yield LiveKitEnds(line, caller)
    finally:
        announcing.cancel()
        await asyncio.gather(announcing, return_exceptions=True)
        await line.close()
        await room.disconnect()


@pytest.fixture(params=[fake, over_livekit])
async def ends(request: pytest.FixtureRequest, livekit: LiveKit) -> AsyncIterator[BothEnds]:
    async with asyncio.timeout(30), request.param(livekit) as both:
        yield both


async def windows(line: Line, count: int) -> list[bytes]:
    """The first that have sound."""
    heard = list[bytes]()
    async for window in line:
        if any(window):
            heard.append(window)
        if len(heard) == count:
            break
    return heard


async def test_what_the_caller_says_comes_in_windows(ends: BothEnds) -> None:
    listening = asyncio.create_task(windows(ends.line, 5))
    await ends.say(1)
    assert {len(window) for window in await listening} == {WINDOW_BYTES}


async def test_a_muted_microphone_is_told(ends: BothEnds) -> None:
    listening = asyncio.create_task(windows(ends.line, 5))
    await ends.say(1)
    await listening
    await ends.mute()
    async with asyncio.timeout(MUTE_IS_TOLD_WITHIN_S):
        async for window in ends.line:
            if not window:
                break


async def test_what_is_played_is_heard_and_its_queue_runs_empty(ends: BothEnds) -> None:
    await ends.line.someone_listens()
    assert ends.line.queued_ms == 0
    for _ in range(4):
        await ends.line.play(TONE)
    assert 100 < ends.line.queued_ms <= 256
    await asyncio.sleep(0.5)
    assert ends.line.queued_ms == 0
    assert await ends.sounds()


async def test_what_is_dropped_was_queued_and_is_not_played(ends: BothEnds) -> None:
    await ends.line.someone_listens()
    for _ in range(4):
        await ends.line.play(TONE)
    queued_ms = ends.line.queued_ms
    assert ends.line.drop() == pytest.approx(queued_ms, abs=20)
    assert ends.line.queued_ms == 0
    assert ends.line.drop() == 0


async def test_the_caller_can_be_heard_as_long_as_the_microphone_is_open(ends: BothEnds) -> None:
    listening = asyncio.create_task(windows(ends.line, 1))
    await ends.say(0.5)
    await listening
    assert ends.line.can_hear


async def test_captions_and_states_can_be_shown_at_any_time(ends: BothEnds) -> None:
    ends.line.end_agent()
    for state in AgentState:
        ends.line.show_state(state)
    ends.line.show_caller("what does", is_final=False)
    ends.line.show_caller("what does it cost", is_final=True)
    for piece in ("It ", "costs."):
        ends.line.show_agent(piece)
    ends.line.end_agent()
    if isinstance(ends, LiveKitEnds):
        while not (ends.caller.captions.of("agent") and ends.caller.captions.of("agent")[-1].is_final):
            await asyncio.sleep(0.05)
        assert [line.text for line in ends.caller.captions.of("agent")] == ["It costs."]
        assert ends.caller.captions.of("ada")[-1].text == "what does it cost"
        await ends.caller.until_agent_is("speaking")
