"""What a call's conversation leaves behind in a room that it has left."""

import asyncio
from typing import cast

import pytest
from livekit import rtc

from application.talk.endpointing.end_of_turn import EndOfTurn
from application.talk.talk import Senses
from application.talk.turn_taking import TurnTaking
from application.use_cases.voice import VoiceConversation
from domain.entities.response_time import ResponseTime
from domain.entities.turn import Turn
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.transport.announcements import Announcements
from infrastructure.transport.pipeline import VoicePipeline
from tests.fakes.agent import FakeAgentTeam
from tests.fakes.stt import FakeSpeechToText
from tests.fakes.tts import FakeTextToSpeech
from tests.fakes.voice_activity import FakeVoiceDetector


class LostRoom:
    """A room whose connection is gone."""

    name = "room"

    def off(self, event: str, handler: object) -> None:
        """Nothing happens here."""

    def isconnected(self) -> bool:
        return False

    def unregister_text_stream_handler(self, topic: str) -> None:
        """Nobody writes."""


class MemoryThatHangs(InMemoryCallMemory):
    async def append(self, session_id: str, turn: Turn, *, epoch: int) -> None:
        await asyncio.Event().wait()


async def _count(_turn: Turn, _response: ResponseTime | None) -> None:
    """Nobody counts."""


async def test_of_a_conversation_that_does_not_end_in_time_nothing_goes_on() -> None:
    room = cast("rtc.Room", LostRoom())
    turn_taking = TurnTaking(EndOfTurn(300, 1200), barge_in_ms=400, silence_s=12)
    senses = Senses(FakeSpeechToText(), FakeTextToSpeech(), FakeVoiceDetector(), turn_taking)
    conversation = VoiceConversation("c1", 1, team=FakeAgentTeam(), memory=MemoryThatHangs(), on_turn=_count)
    before = asyncio.all_tasks()
    pipeline = VoicePipeline(room, conversation, "ada", senses, Announcements(room), on_over=lambda _: None)
    pipeline.begin()
    await asyncio.sleep(0.05)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await pipeline.close()

    assert asyncio.all_tasks() == before
