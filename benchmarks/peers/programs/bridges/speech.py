"""A synthesiser of ours in livekit-agents' pipeline."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import uuid4

from livekit.agents import APIConnectionError, APIConnectOptions, tts
from livekit.agents.types import DEFAULT_API_CONNECT_OPTIONS, TimedString

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech

MS = 1000


class SpeechBridge(tts.TTS[str]):
    """One call's voice. Tells the pipeline when each word is heard, so that an interrupted answer is cut at the
    right one.
    """

    def __init__(self, synthesiser: TextToSpeech) -> None:
        super().__init__(
            capabilities=tts.TTSCapabilities(streaming=True, aligned_transcript=True),
            sample_rate=synthesiser.sample_rate_hz,
            num_channels=1,
        )
        self.synthesiser = synthesiser

    def synthesize(
        self, text: str, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS
    ) -> tts.ChunkedStream:
        return self._synthesize_with_stream(text, conn_options=conn_options)

    def stream(self, *, conn_options: APIConnectOptions = DEFAULT_API_CONNECT_OPTIONS) -> tts.SynthesizeStream:
        return _Stream(self, conn_options)


class _Stream(tts.SynthesizeStream):
    def __init__(self, bridge: SpeechBridge, conn_options: APIConnectOptions) -> None:
        super().__init__(tts=bridge, conn_options=conn_options)
        self._synthesiser = bridge.synthesiser

    async def _run(self, output_emitter: tts.AudioEmitter) -> None:
        output_emitter.initialize(
            request_id=uuid4().hex,
            sample_rate=self._synthesiser.sample_rate_hz,
            num_channels=1,
            mime_type="audio/pcm",
            stream=True,
        )
        output_emitter.start_segment(segment_id=uuid4().hex)
        begins_s = 0.0
        try:
            async with aclosing(self._synthesiser.speak(self._text())) as chunks:
                async for chunk in chunks:
                    self._mark_started()
                    output_emitter.push_timed_transcript(_timed(chunk, begins_s))
                    output_emitter.push(chunk.pcm)
                    begins_s += chunk.duration_ms / MS
        except SynthesisFailed as error:
            raise APIConnectionError(str(error)) from error
        output_emitter.end_segment()

    async def _text(self) -> AsyncGenerator[str, None]:
        async for item in self._input_ch:
            if isinstance(item, str):
                yield item


def _timed(chunk: SpeechChunk, begins_s: float) -> list[TimedString]:
    return [
        TimedString(
            word.text,
            start_time=begins_s + word.start_ms / MS,
            end_time=begins_s + word.end_ms / MS,
        )
        for word in chunk.words
    ]
