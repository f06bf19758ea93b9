# pyright: basic, reportMissingImports=false
# pipecat has an environment of its own (benchmarks/peers/pipecat_environment.py), so its types are not known here.
"""The script in pipecat's service classes."""

import asyncio
from collections.abc import AsyncGenerator

from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams
from pipecat.frames.frames import (
    Frame,
    InterimTranscriptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings, STTSettings, TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.utils.time import time_now_iso8601

from benchmarks.peers.script import Script
from benchmarks.peers.scripted_hearing import ScriptedHearing
from benchmarks.peers.sound import Hummer, is_audible

S = 1000
LATEST_FINAL_S = 0.2
"""What the service says of itself: 99 of 100 final transcripts have come by then. Ours say that they are final,
which ends the wait for them."""


class ScriptedStt(STTService):
    """Gives the last words when voice activity ends, and says that they are the last."""

    def __init__(self, script: Script) -> None:
        super().__init__(
            settings=STTSettings(model=None, language=None), ttfs_p99_latency=LATEST_FINAL_S + script.final_ms / S
        )
        self._script = script
        self._hearing = ScriptedHearing(script)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        if text := self._hearing.hear(audio, self.sample_rate):
            yield InterimTranscriptionFrame(text, self._user_id, time_now_iso8601())

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame) and (text := self._hearing.finish()):
            self.request_finalize()
            self.create_task(self._finish(text), "final")

    async def _finish(self, text: str) -> None:
        if self._script.final_ms:
            await asyncio.sleep(self._script.final_ms / S)
        self.confirm_finalize()
        await self.push_frame(TranscriptionFrame(text, self._user_id, time_now_iso8601()))


class ScriptedLlm(LLMService):
    def __init__(self, script: Script) -> None:
        settings = LLMSettings(
            model=None,
            system_instruction=None,
            temperature=None,
            max_tokens=None,
            top_p=None,
            top_k=None,
            frequency_penalty=None,
            presence_penalty=None,
            seed=None,
            filter_incomplete_user_turns=None,
            user_turn_completion_config=None,
        )
        super().__init__(settings=settings)
        self._script = script

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(LLMFullResponseStartFrame())
        try:
            if self._script.first_token_ms:
                await asyncio.sleep(self._script.first_token_ms / S)
            for number, word in enumerate(self._script.answer.split()):
                if number and self._script.token_ms:
                    await asyncio.sleep(self._script.token_ms / S)
                await self.push_frame(LLMTextFrame(f"{word} "))
        finally:
            await self.push_frame(LLMFullResponseEndFrame())


class ScriptedTts(TTSService):
    """Gathers sentences, as the framework does by default."""

    def __init__(self, script: Script) -> None:
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            sample_rate=script.sample_rate_hz,
            settings=TTSSettings(model=None, voice=None, language=None),
        )
        self._script = script
        self._hummer = Hummer(script.spoken_word_ms, script.sample_rate_hz)

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        if self._script.first_sound_ms:
            await asyncio.sleep(self._script.first_sound_ms / S)
        for word in text.split():
            hummed = self._hummer.hum(word)
            yield TTSAudioRawFrame(hummed, self._script.sample_rate_hz, 1, context_id=context_id)


class LevelVad(SileroVADAnalyzer):
    """The framework's own detector at work, with the level's answer in place of its model's."""

    def __init__(self, params: VADParams) -> None:
        super().__init__(params=params.model_copy(update={"min_volume": 0.0}))

    def voice_confidence(self, buffer: bytes) -> float:
        super().voice_confidence(buffer)
        return 1.0 if is_audible(buffer) else 0.0
