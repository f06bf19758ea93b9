"""A voice that hums: the same time for every letter, so that tests can tell when a word is heard."""

import re
from collections.abc import AsyncGenerator, AsyncIterable

from domain.entities.audio import SpeechChunk, SpokenWord
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech

LETTER_MS = 50

USUAL = "hum"
LOUDNESS = {USUAL: 4096, "murmur": 1024}
"""The voices that there are."""


class FakeTextToSpeech(TextToSpeech):
    """Says a word a chunk, as soon as the next one begins. Each voice hums at a loudness of its own.

    :param fails_at: saying this word fails.
    :ivar voices: who spoke, a name for each reply.
    """

    def __init__(self, *, fails_at: str = "") -> None:
        self.fails_at = fails_at
        self.spoken: list[str] = []
        self.voices: list[str] = []
        self.is_closed = False

    @property
    def sample_rate_hz(self) -> int:
        return 16_000

    def has_voice(self, name: str) -> bool:
        return name in LOUDNESS

    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        if self.is_closed:
            raise SynthesisFailed("the voice is closed")
        who = voice if voice in LOUDNESS else USUAL
        self.voices.append(who)
        pending = ""
        async for piece in text:
            *complete, pending = _words(pending + piece)
            for word in complete:
                yield self._say(word, who)
        if pending.strip():
            yield self._say(pending, who)

    async def close(self) -> None:
        self.is_closed = True

    def _say(self, word: str, voice: str) -> SpeechChunk:
        if word.strip() == self.fails_at:
            raise SynthesisFailed("the script says so")
        self.spoken.append(word)
        duration_ms = LETTER_MS * len(word)
        samples = self.sample_rate_hz * duration_ms // 1000
        return SpeechChunk(
            LOUDNESS[voice].to_bytes(2, "little") * samples,
            self.sample_rate_hz,
            (SpokenWord(word, 0, duration_ms),),
        )


def _words(text: str) -> list[str]:
    """Each with the blanks around it; the last may still grow."""
    return re.findall(r"\s*\S+\s*|\s+$", text) or [text]
