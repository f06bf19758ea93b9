"""The port TextToSpeech, spoken by OpenAI."""

from collections.abc import AsyncGenerator, AsyncIterable, Callable, Collection
from contextlib import aclosing, suppress
from functools import partial

import openai
from openai import AsyncOpenAI, Timeout

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.cloud_voice.chunks import LETTER_MS, SAMPLE_RATE_HZ, Chunks
from infrastructure.adapters.cloud_voice.failures import checked_key
from infrastructure.adapters.cloud_voice.in_order import in_order
from infrastructure.adapters.cloud_voice.sentences import Sentence, sentences
from infrastructure.adapters.connections import CONNECT_S
from infrastructure.adapters.openai_speech.request import WHO, requested
from infrastructure.adapters.openai_speech.resampled import Resampled

PROVIDER = "openai"

VOICES = frozenset(
    "alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse".split()  # noqa: SIM905
)
"""Those that every account has."""

FIRST_BYTE_S = 3.0
"""gpt-4o-mini-tts begins within 0.5 to 1 s; after three times as long another voice serves callers better."""

STALL_S = 2.0
"""Sound comes faster than it is heard, so that a caller hardly hears a gap that is shorter."""

_TELLING_LETTERS = 20
"""A sentence at least so long tells how fast a voice speaks."""


class OpenAiTextToSpeech(TextToSpeech):
    """Requests a sentence at a time, the next one while the present one plays.

    OpenAI does not say when a word is heard: times are estimated, by the voice's pace in the sentences before.

    :param api_key: read for each request, so that a changed key counts at once.
    :param voice: the usual one.
    :param voices: which there are; a compatible server has its own.
    :param base_url: of a compatible server, with `/v1`; None is OpenAI.
    :param first_byte_s: for the first sound of a sentence, connecting included.
    :param stall_s: between two pieces of sound.
    """

    def __init__(
        self,
        api_key: Callable[[], str],
        *,
        model: str = "gpt-4o-mini-tts",
        voice: str = "alloy",
        voices: Collection[str] = VOICES,
        base_url: str | None = None,
        first_byte_s: float = FIRST_BYTE_S,
        stall_s: float = STALL_S,
    ) -> None:
        self._model = model
        self._voice = voice
        self._voices = frozenset(voices) | {voice}
        self._letter_ms: dict[str, float] = {}
        self._is_closed = False

        async def key() -> str:
            return checked_key(WHO, api_key)

        self._client = AsyncOpenAI(
            api_key=key,
            base_url=base_url,
            max_retries=0,
            timeout=Timeout(max(first_byte_s, stall_s), connect=CONNECT_S),
        )
        self._request = partial(requested, self._client, model=model, first_byte_s=first_byte_s, stall_s=stall_s)

    @property
    def provider(self) -> str:
        return PROVIDER

    @property
    def sample_rate_hz(self) -> int:
        return SAMPLE_RATE_HZ

    def has_voice(self, name: str) -> bool:
        return name in self._voices

    async def warm(self) -> None:
        """Open a connection, so that the first sentence need not wait for it. A failure shows there."""
        with suppress(openai.OpenAIError, SynthesisFailed):
            await self._client.models.retrieve(self._model)

    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk, None]:
        if self._is_closed:
            raise SynthesisFailed(f"{WHO} is closed")
        who = voice if voice in self._voices else self._voice
        async with aclosing(in_order(sentences(text), lambda sentence: self._say(sentence, who))) as chunks:
            async for chunk in chunks:
                yield chunk

    async def close(self) -> None:
        self._is_closed = True
        await self._client.close()

    async def _say(self, sentence: Sentence, voice: str) -> AsyncGenerator[SpeechChunk, None]:
        chunks = Chunks(WHO, (PROVIDER, self._model))
        chunks.expect(sentence)
        resampled = Resampled()
        letter_ms = self._letter_ms.get(voice, LETTER_MS)
        if sentence.letters:
            async with aclosing(self._request(sentence.said, voice=voice)) as pieces:
                async for piece in pieces:
                    if chunk := chunks.chunk(resampled.push(piece), letter_ms):
                        yield chunk
        if last := chunks.end(resampled.flush()):
            yield last
        if sentence.letters >= _TELLING_LETTERS:
            self._letter_ms[voice] = (letter_ms + chunks.audio_ms / sentence.letters) / 2
