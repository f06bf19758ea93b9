"""A voice that hums: the same time for every letter, so that tests can tell when a word is heard."""

import re
from collections.abc import AsyncGenerator, AsyncIterable

from domain.entities.audio import SpeechChunk, SpokenWord
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech

LETTER_MS = 50


class FakeTextToSpeech(TextToSpeech):
    """Says a word a chunk, as soon as the next one begins.

    :param fails_at: saying this word fails.
    """

    def __init__(self, *, fails_at: str = "") -> None:
        self.fails_at = fails_at
        self.spoken: list[str] = []
        self.is_closed = False

    @property
    def sample_rate_hz(self) -> int:
        return 16_000

    async def speak(self, text: AsyncIterable[str]) -> AsyncGenerator[SpeechChunk]:
        if self.is_closed:
            raise SynthesisFailed("the voice is closed")
        pending = ""
        async for piece in text:
            *complete, pending = _words(pending + piece)
            for word in complete:
                yield self._say(word)
        if pending.strip():
            yield self._say(pending)

    async def close(self) -> None:
        self.is_closed = True

    def _say(self, word: str) -> SpeechChunk:
        if word.strip() == self.fails_at:
            raise SynthesisFailed("the script says so")
        self.spoken.append(word)
        duration_ms = LETTER_MS * len(word)
        samples = self.sample_rate_hz * duration_ms // 1000
        return SpeechChunk(b"\x00\x10" * samples, self.sample_rate_hz, (SpokenWord(word, 0, duration_ms),))


def _words(text: str) -> list[str]:
    """Each with the blanks around it; the last may still grow."""
    return re.findall(r"\s*\S+\s*|\s+$", text) or [text]
