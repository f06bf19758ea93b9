"""A voice at another sample rate than its own."""

from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from dataclasses import replace

from livekit.rtc import AudioFrame, AudioResampler

from domain.entities.audio import BYTES_PER_SAMPLE, SpeechChunk
from domain.interfaces.tts import TextToSpeech


class AtRate(TextToSpeech):
    """Times of words stay as they are: they are milliseconds.

    What the resampler holds back at the end of a chunk, some milliseconds, comes with the next one.
    """

    def __init__(self, voice: TextToSpeech, sample_rate_hz: int) -> None:
        self._voice = voice
        self._sample_rate_hz = sample_rate_hz

    @property
    def provider(self) -> str:
        return self._voice.provider

    @property
    def sample_rate_hz(self) -> int:
        return self._sample_rate_hz

    async def warm(self) -> None:
        await self._voice.warm()

    def has_voice(self, name: str) -> bool:
        return self._voice.has_voice(name)

    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        resampler = AudioResampler(self._voice.sample_rate_hz, self._sample_rate_hz)
        async with aclosing(self._voice.speak(text, voice)) as chunks:
            async for chunk in chunks:
                yield replace(
                    chunk, pcm=_bytes(resampler.push(bytearray(chunk.pcm))), sample_rate_hz=self._sample_rate_hz
                )
        if rest := _bytes(resampler.flush()):
            yield SpeechChunk(rest, self._sample_rate_hz)

    async def close(self) -> None:
        await self._voice.close()


def _bytes(frames: list[AudioFrame]) -> bytes:
    pcm = b"".join(bytes(frame.data.cast("b")) for frame in frames)
    return pcm[: len(pcm) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE]
