"""The script in livekit-agents' plug-in classes."""

import asyncio
from typing import Any
from uuid import uuid4

from livekit import rtc
from livekit.agents import APIConnectOptions, llm, stt, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, NOT_GIVEN, NotGivenOr
from livekit.agents.utils import AudioBuffer

from benchmarks.peers.script import Script
from benchmarks.peers.scripted_hearing import ScriptedHearing
from benchmarks.peers.sound import Hummer

LANGUAGE = "en"
S = 1000


class ScriptedStt(stt.STT[str]):
    """Gives the last words when the pipeline flushes it, as voice activity ends."""

    def __init__(self, script: Script) -> None:
        super().__init__(
            capabilities=stt.STTCapabilities(
                streaming=True, interim_results=True, offline_recognize=False, manual_flush=True
            )
        )
        self.script = script

    def stream(
        self,
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
    ) -> stt.RecognizeStream:
        return _SttStream(self, conn_options)

    async def _recognize_impl(
        self,
        buffer: AudioBuffer,  # noqa: ARG002
        *,
        language: NotGivenOr[str] = NOT_GIVEN,  # noqa: ARG002
        conn_options: APIConnectOptions,  # noqa: ARG002
    ) -> stt.SpeechEvent:
        raise TypeError("whole recordings are not recognised here: use stream()")


class _SttStream(stt.RecognizeStream):
    def __init__(self, owner: ScriptedStt, conn_options: APIConnectOptions) -> None:
        super().__init__(stt=owner, conn_options=conn_options)
        self._script = owner.script
        self._hearing = ScriptedHearing(owner.script)

    async def _run(self) -> None:
        async for item in self._input_ch:
            if isinstance(item, rtc.AudioFrame):
                if text := self._hearing.hear(bytes(item.data), item.sample_rate):
                    self._give(text, stt.SpeechEventType.INTERIM_TRANSCRIPT)
            elif text := self._hearing.finish():
                if self._script.final_ms:
                    await asyncio.sleep(self._script.final_ms / S)
                self._give(text, stt.SpeechEventType.FINAL_TRANSCRIPT)

    def _give(self, text: str, kind: stt.SpeechEventType) -> None:
        data = stt.SpeechData(language=LANGUAGE, text=text, confidence=1.0)  # pyright: ignore[reportArgumentType]  # it is converted
        self._event_ch.send_nowait(stt.SpeechEvent(type=kind, alternatives=[data]))


class ScriptedLlm(llm.LLM[str]):
    def __init__(self, script: Script) -> None:
        super().__init__()
        self.script = script

    def chat(
        self,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool] | None = None,
        conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS,
        parallel_tool_calls: NotGivenOr[bool] = NOT_GIVEN,  # noqa: ARG002
        tool_choice: NotGivenOr[llm.ToolChoice] = NOT_GIVEN,  # noqa: ARG002
        extra_kwargs: NotGivenOr[dict[str, Any]] = NOT_GIVEN,  # noqa: ARG002
    ) -> llm.LLMStream:
        return _LlmStream(self, chat_ctx=chat_ctx, tools=tools or [], conn_options=conn_options)


class _LlmStream(llm.LLMStream):
    def __init__(
        self,
        owner: ScriptedLlm,
        *,
        chat_ctx: llm.ChatContext,
        tools: list[llm.Tool],
        conn_options: APIConnectOptions,
    ) -> None:
        super().__init__(owner, chat_ctx=chat_ctx, tools=tools, conn_options=conn_options)
        self._script = owner.script

    async def _run(self) -> None:
        answer_id = uuid4().hex
        if self._script.first_token_ms:
            await asyncio.sleep(self._script.first_token_ms / S)
        for number, word in enumerate(self._script.answer.split()):
            if number and self._script.token_ms:
                await asyncio.sleep(self._script.token_ms / S)
            delta = llm.ChoiceDelta(role="assistant", content=f"{word} ")
            self._event_ch.send_nowait(llm.ChatChunk(id=answer_id, delta=delta))


class ScriptedTts(tts.TTS[str]):
    def __init__(self, script: Script) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True),
            sample_rate=script.sample_rate_hz,
            num_channels=1,
        )
        self.script = script
        self.hummer = Hummer(script.spoken_word_ms, script.sample_rate_hz)

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return self._synthesize_with_stream(text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        return _TtsStream(self, conn_options)


class _TtsStream(tts.SynthesizeStream):
    def __init__(self, owner: ScriptedTts, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=owner, conn_options=conn_options)
        self._script = owner.script
        self._hummer = owner.hummer

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=uuid4().hex,
            sample_rate=self._script.sample_rate_hz,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=uuid4().hex)
        is_first = True
        async for item in self._input_ch:
            if not isinstance(item, str):
                continue
            if is_first:
                self._mark_started()
                await asyncio.sleep(self._script.first_sound_ms / S)
            is_first = False
            for word in item.split():
                output_emitter.push(self._hummer.hum(word))
        output_emitter.end_segment()
