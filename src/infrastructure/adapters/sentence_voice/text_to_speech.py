"""The port TextToSpeech for any engine that renders a sentence at a time."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing

from domain.entities.audio import BYTES_PER_SAMPLE, SpeechChunk, SpokenWord
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.sentence_voice.engine import VoiceEngine
from infrastructure.adapters.sentence_voice.lead_in import without_lead_in
from infrastructure.adapters.sentence_voice.pieces import pieces
from infrastructure.adapters.sentence_voice.spoken_form import spoken_forms
from infrastructure.adapters.sentence_voice.word_times import timed_words

_WORD = re.compile(r"^\s*\S+\s*|\S+\s*")
_AFTERTHOUGHT_MS = 20


class SentenceBySentence(TextToSpeech):
    """Makes a sentence when it is asked for."""

    def __init__(self, engine: VoiceEngine) -> None:
        self._engine = engine

    @property
    def sample_rate_hz(self) -> int:
        return self._engine.sample_rate_hz

    def has_voice(self, name: str) -> bool:
        return self._engine.has_voice(name)

    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        if voice is not None and not await asyncio.to_thread(self._engine.has_voice, voice):
            voice = None
        unheard = ""
        is_first = True
        async with aclosing(pieces(text)) as cut:
            async for piece in cut:
                chunk = await self._chunk(unheard + piece, voice, is_first=is_first)
                if chunk is None:
                    unheard += piece
                    continue
                yield chunk
                unheard, is_first = "", False
        if unheard and not is_first:
            yield self._afterthought(unheard)

    async def close(self) -> None:
        await self._engine.close()

    async def _chunk(self, sentence: str, voice: str | None, *, is_first: bool) -> SpeechChunk | None:
        """The sound of a sentence, or None when nothing of it can be said."""
        written = _WORD.findall(sentence)
        spoken = spoken_forms([word.strip() for word in written])
        said = " ".join(filter(None, spoken))
        if not re.search(r"\w", said):
            return None
        rendering = await self._engine.render(said, voice)
        if not rendering.pcm:
            raise SynthesisFailed("the synthesiser gave no sound for a sentence that has words")
        if is_first:
            rendering = without_lead_in(rendering, self.sample_rate_hz)
        duration_ms = len(rendering.pcm) // BYTES_PER_SAMPLE * 1000 // self.sample_rate_hz
        words = timed_words(written, spoken, rendering.words_ms, duration_ms)
        return SpeechChunk(rendering.pcm, self.sample_rate_hz, words)

    def _afterthought(self, text: str) -> SpeechChunk:
        """A breath of silence for signs that end the reply and cannot be said, so that no text is lost."""
        silence = bytes(self.sample_rate_hz * _AFTERTHOUGHT_MS // 1000 * BYTES_PER_SAMPLE)
        return SpeechChunk(silence, self.sample_rate_hz, (SpokenWord(text, 0, _AFTERTHOUGHT_MS),))
