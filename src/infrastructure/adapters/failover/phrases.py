"""What is said in many calls in the same words: made once, and kept."""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

from domain.entities.audio import SpeechChunk
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.failover.leg import Provider


class Phrases:
    """The sound of each, by the provider that made it and the voice. Nothing that a caller has said or was told is
    in it.

    :param texts: the phrases.
    """

    def __init__(self, texts: Collection[str] = ()) -> None:
        self._texts = frozenset(texts)
        self._kept: dict[tuple[str, str | None, str], tuple[SpeechChunk, ...]] = {}

    async def rehearse(
        self, provider: Provider[TextToSpeech], voice: str | None, phrases: Collection[str]
    ) -> None:
        """Those that are not kept already."""
        for phrase in phrases:
            if self.kept(provider.name, voice, phrase):
                continue
            async with aclosing(self.make(provider, voice, phrase)) as chunks:
                async for _ in chunks:
                    """Kept when it has come to its end."""

    def beginning(self, text: str, *, is_whole: bool) -> str:
        """The longest phrase that `text` begins with; nothing when there is none, or none yet.

        :param is_whole: no more follows.
        """
        begun = [
            phrase for phrase in self._texts if text.startswith(f"{phrase} ") or (is_whole and text == phrase)
        ]
        return max(begun, key=len, default="")

    def kept(self, provider: str, voice: str | None, phrase: str) -> tuple[SpeechChunk, ...]:
        """Nothing when it was not said before. What it took then is not taken again."""
        return self._kept.get((provider, voice, phrase), ())

    async def make(
        self, provider: Provider[TextToSpeech], voice: str | None, phrase: str
    ) -> AsyncGenerator[SpeechChunk]:
        """Said by the provider, and kept when it came to its end."""
        made = list[SpeechChunk]()
        async with aclosing(provider.does.speak(_at_once(phrase), voice)) as chunks:
            async for chunk in chunks:
                made.append(_for_free(chunk))
                yield chunk
        self._kept[provider.name, voice, phrase] = tuple(made)


async def _at_once(phrase: str) -> AsyncGenerator[str]:
    yield phrase


def _for_free(chunk: SpeechChunk) -> SpeechChunk:
    return replace(chunk, used=tuple(replace(used, amount=Decimal(0)) for used in chunk.used))
