"""The script behind Parley's own ports."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from typing import Any

from benchmarks.peers.script import Script
from benchmarks.peers.scripted_hearing import ScriptedHearing
from benchmarks.peers.sound import Hummer, is_audible
from domain.entities.audio import RECOGNITION_RATE_HZ, SpeechChunk, SpokenWord
from domain.entities.reply import ReplyPart, SpecialistChosen, Words
from domain.entities.transcript import Transcript
from domain.interfaces.agent import AgentTeam
from domain.interfaces.stt import RecognitionStream, SpeechToText
from domain.interfaces.tts import TextToSpeech
from domain.interfaces.voice_activity import VoiceActivity, VoiceDetector
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider

NAME = "scripted"
SPECIALIST = "sales"
S = 1000


class ScriptedSpeechToText(SpeechToText):
    def __init__(self, script: Script) -> None:
        self._script = script
        self.leg: Leg[Any] = Leg("stt", [Provider(NAME, self, Breaker(NAME))])

    async def open(self) -> RecognitionStream:
        return _Stream(self._script)

    async def close(self) -> None:
        """There is nothing to release."""


class _Stream(RecognitionStream):
    def __init__(self, script: Script) -> None:
        self._hearing = ScriptedHearing(script)
        self._final_s = script.final_ms / S
        self._transcripts: asyncio.Queue[Transcript | None] = asyncio.Queue()

    def push(self, pcm: bytes) -> None:
        if text := self._hearing.hear(pcm, RECOGNITION_RATE_HZ):
            self._transcripts.put_nowait(Transcript(text, is_final=False))

    def finish_utterance(self) -> None:
        if text := self._hearing.finish():
            final = Transcript(text, is_final=True)
            if self._final_s:
                asyncio.get_running_loop().call_later(self._final_s, self._transcripts.put_nowait, final)
            else:
                self._transcripts.put_nowait(final)

    async def __aiter__(self) -> AsyncIterator[Transcript]:
        while (transcript := await self._transcripts.get()) is not None:
            yield transcript

    async def close(self) -> None:
        self._transcripts.put_nowait(None)


class ScriptedTextToSpeech(TextToSpeech):
    def __init__(self, script: Script) -> None:
        self._script = script
        self._hummer = Hummer(script.spoken_word_ms, script.sample_rate_hz)
        self.leg: Leg[Any] = Leg("tts", [Provider(NAME, self, Breaker(NAME))])

    @property
    def sample_rate_hz(self) -> int:
        return self._script.sample_rate_hz

    def has_voice(self, name: str) -> bool:  # noqa: ARG002
        return True

    async def speak(
        self,
        text: AsyncIterable[str],
        voice: str | None = None,  # noqa: ARG002
    ) -> AsyncGenerator[SpeechChunk, None]:
        is_first = True
        async for piece in text:
            if is_first and self._script.first_sound_ms:
                await asyncio.sleep(self._script.first_sound_ms / S)
            is_first = False
            for word in piece.split():
                spoken = SpokenWord(f"{word} ", 0, self._script.spoken_word_ms)
                yield SpeechChunk(self._hummer.hum(word), self._script.sample_rate_hz, (spoken,))

    async def close(self) -> None:
        """There is nothing to release."""


class ScriptedTeam(AgentTeam):
    def __init__(self, script: Script) -> None:
        self._script = script

    @property
    def greeting(self) -> str:
        return self._script.greeting

    async def reply(self, session_id: str, utterance: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:  # noqa: ARG002
        yield SpecialistChosen(SPECIALIST)
        if self._script.first_token_ms:
            await asyncio.sleep(self._script.first_token_ms / S)
        for number, word in enumerate(self._script.answer.split()):
            if number and self._script.token_ms:
                await asyncio.sleep(self._script.token_ms / S)
            yield Words(f"{word} ")

    async def silence(self, session_id: str, *, epoch: int) -> AsyncGenerator[ReplyPart, None]:  # noqa: ARG002
        """Says nothing: an idle call stays idle."""
        for part in ():
            yield part

    async def commit(self, session_id: str, heard: str, *, epoch: int) -> None:
        """There is no memory."""

    async def forget(self, session_id: str) -> None:
        """There is no memory."""


class LevelDetector(VoiceDetector):
    """The product's detector at work, with the level's answer in place of its own."""

    def __init__(self, detector: VoiceDetector) -> None:
        self._detector = detector

    def open(self) -> VoiceActivity:
        return _Level(self._detector.open())

    async def turn_is_over(self, pcm: bytes) -> float:
        return await self._detector.turn_is_over(pcm)


class _Level(VoiceActivity):
    def __init__(self, activity: VoiceActivity) -> None:
        self._activity = activity

    def probability(self, window: bytes) -> float:
        self._activity.probability(window)
        return 1.0 if is_audible(window) else 0.0
