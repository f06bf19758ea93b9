"""One voice from several synthesisers: when one fails, the next says the rest."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterable, Collection, Mapping
from contextlib import aclosing, suppress

from domain.entities.audio import SpeechChunk
from domain.entities.usage import LOCAL
from domain.errors import ConfigurationInvalid, SynthesisFailed
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.phrases import Phrases
from infrastructure.adapters.failover.warming import warm

logger = logging.getLogger(__name__)


class FailoverTextToSpeech(TextToSpeech):
    """What was said is not said again: the words of the chunks tell where the next one goes on.

    :param phrases: what is kept once it was said.
    :raises ConfigurationInvalid: they speak at different sample rates.
    """

    def __init__(self, leg: Leg[TextToSpeech], phrases: Collection[str] = ()) -> None:
        rates = {provider.does.sample_rate_hz for provider in leg.providers}
        if len(rates) != 1:
            raise ConfigurationInvalid(
                f"the voices of a call need one sample rate, and these have {sorted(rates)}"
            )
        self.leg = leg
        self._phrases = Phrases(phrases)
        (self._sample_rate_hz,) = rates

    async def warm(self) -> None:
        await warm(self.leg)

    async def rehearse(self, said: Mapping[str | None, Collection[str]]) -> None:
        provider = self.leg.providers[0]
        if provider.does.provider != LOCAL:
            return
        try:
            for voice, phrases in said.items():
                await self._phrases.rehearse(provider, _known(provider, voice), phrases)
        except SynthesisFailed as error:
            logger.warning("%s could not rehearse: %s", provider.name, error)

    @property
    def sample_rate_hz(self) -> int:
        return self._sample_rate_hz

    def has_voice(self, name: str) -> bool:
        return any(provider.does.has_voice(name) for provider in self.leg.providers)

    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        written = _Written(text)
        await written.begun()
        said, failure = 0, SynthesisFailed("there is no voice")
        try:
            phrase = self._phrases.beginning(written.text, is_whole=written.is_whole)
            if kept := self._kept(phrase, voice):
                for chunk in kept:
                    yield chunk
                said, phrase = len(phrase), ""
                if written.is_over(said):
                    return
            for provider in self.leg.willing():
                try:
                    async with aclosing(self._spoken(provider, written, said, phrase, voice)) as chunks:
                        async for chunk in chunks:
                            said += sum(len(word.text) for word in chunk.words)
                            yield chunk
                except Exception as error:  # whatever it is, the next one may do better
                    if error is written.error:
                        raise
                    failure = _named(error)
                    provider.breaker.failed()
                    logger.warning("%s failed to speak: %s", provider.name, failure)
                    phrase = phrase if said == 0 else ""
                else:
                    return
            raise failure
        finally:
            await written.close()

    def _kept(self, phrase: str, voice: str | None) -> tuple[SpeechChunk, ...]:
        """As the first has made it that would be asked; nobody is asked for it."""
        first = next((provider for provider in self.leg.providers if not provider.breaker.is_open), None)
        if first is None or not phrase:
            return ()
        return self._phrases.kept(first.name, _known(first, voice), phrase)

    async def _spoken(
        self, provider: Provider[TextToSpeech], written: "_Written", said: int, phrase: str, voice: str | None
    ) -> AsyncGenerator[SpeechChunk]:
        """:param phrase: what it begins with, made by itself so that it can be kept."""
        known = _known(provider, voice)
        if phrase:
            async with aclosing(self._phrases.make(provider, known, phrase)) as chunks:
                async for chunk in chunks:
                    provider.breaker.succeeded()
                    yield chunk
            said = len(phrase)
            if written.is_over(said):
                return
        async with aclosing(provider.does.speak(written.after(said), known)) as chunks:
            async for chunk in chunks:
                provider.breaker.succeeded()
                yield chunk

    async def close(self) -> None:
        await asyncio.gather(*(provider.does.close() for provider in self.leg.providers))


def _known(provider: Provider[TextToSpeech], voice: str | None) -> str | None:
    return voice if voice is not None and provider.does.has_voice(voice) else None


def _named(error: Exception) -> SynthesisFailed:
    """What an adapter did not name itself may hold the text, or a key: only its kind is told."""
    return error if isinstance(error, SynthesisFailed) else SynthesisFailed(f"it broke ({type(error).__name__})")


class _Written:
    """A text that is still being written, kept so that it can be read again from any place.

    :ivar text: so far.
    """

    def __init__(self, text: AsyncIterable[str]) -> None:
        self.text = ""
        self._is_whole = False
        self._grown = asyncio.Event()
        self.error: BaseException | None = None
        self._reading = asyncio.create_task(self._read(text), name="synthesis:text")

    @property
    def is_whole(self) -> bool:
        """Whether no more may come."""
        return self._is_whole and self.error is None

    def is_over(self, said: int) -> bool:
        """Whether nothing follows the first `said` characters."""
        return self.is_whole and not self.text[said:].strip()

    async def begun(self) -> None:
        """Until there is some of it."""
        while not (self.text or self._is_whole):
            self._grown.clear()
            await self._grown.wait()

    async def after(self, said: int) -> AsyncGenerator[str]:
        """What follows the first `said` characters, as it comes.

        A writer's own failure is raised to whoever speaks then: it is no synthesiser's.
        """
        given = said
        while True:
            if len(self.text) > given:
                piece, given = self.text[given:], len(self.text)
                yield piece
            elif self._is_whole:
                if self.error is not None:
                    raise self.error
                return
            else:
                self._grown.clear()
                await self._grown.wait()

    async def close(self) -> None:
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading

    async def _read(self, text: AsyncIterable[str]) -> None:
        try:
            async for piece in text:
                self.text += piece
                self._grown.set()
        except Exception as error:  # noqa: BLE001  # it is raised where the text is read
            self.error = error
        finally:
            self._is_whole = True
            self._grown.set()
