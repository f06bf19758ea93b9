"""The port TextToSpeech, spoken by ElevenLabs."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextlib import aclosing
from functools import partial
from types import MappingProxyType

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.environment import ElevenLabsEnvironment
from websockets.asyncio.client import ClientConnection

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.cloud_voice.chunks import SAMPLE_RATE_HZ, Chunks
from infrastructure.adapters.cloud_voice.failures import checked_key
from infrastructure.adapters.cloud_voice.in_order import in_order
from infrastructure.adapters.cloud_voice.sentences import Sentence, sentences
from infrastructure.adapters.elevenlabs.failures import WHO
from infrastructure.adapters.elevenlabs.requested import requested
from infrastructure.adapters.elevenlabs.sockets import Sockets, SocketUnavailable, drop
from infrastructure.adapters.elevenlabs.streamed import StreamedReply

PROVIDER = "elevenlabs"

FIRST_BYTE_S = 2.5
"""The flash models begin within 0.1 to 0.5 s; after five times as long another voice serves callers better."""

STALL_S = 2.0
"""Sound comes faster than it is heard, so that a caller hardly hears a gap that is shorter."""

NO_SOCKETS_S = 60.0
"""After a websocket could not be opened, HTTP is used at once for so long: each try may cost two seconds."""

logger = logging.getLogger(__name__)


class ElevenLabsTextToSpeech(TextToSpeech):
    """Streams a reply's text in while its sound streams out; where no websocket can be opened, requests it a
    sentence at a time.

    :param api_key: read for each reply, so that a changed key counts at once.
    :param voice_id: of the usual voice.
    :param voices: our names of the others, and their ids.
    :param base_url: another region's, or an emulator's; with `http://` websockets are unencrypted too.
    :param first_byte_s: for the first sound of a sentence.
    :param stall_s: between two pieces of sound.
    """

    def __init__(
        self,
        api_key: Callable[[], str],
        *,
        voice_id: str,
        model: str = "eleven_flash_v2_5",
        voices: Mapping[str, str] = MappingProxyType({}),
        base_url: str = ElevenLabsEnvironment.PRODUCTION.value,
        first_byte_s: float = FIRST_BYTE_S,
        stall_s: float = STALL_S,
    ) -> None:
        self._api_key = api_key
        self._voice_id = voice_id
        self._model = model
        self._voices = dict(voices)
        self._deadlines_s = {"first_byte_s": first_byte_s, "stall_s": stall_s}
        self._sockets = Sockets(api_key, base_url, model)
        self._no_sockets_until = 0.0
        self._is_closed = False
        timeout_s = max(first_byte_s, stall_s)
        self._http = httpx.AsyncClient(timeout=timeout_s)
        self._client = AsyncElevenLabs(api_key=None, base_url=base_url, timeout=timeout_s, httpx_client=self._http)

    @property
    def provider(self) -> str:
        return PROVIDER

    @property
    def sample_rate_hz(self) -> int:
        return SAMPLE_RATE_HZ

    def has_voice(self, name: str) -> bool:
        return name in self._voices

    async def warm(self, voice: str | None = None) -> None:
        """Open a websocket ahead, for the next reply in this voice within two minutes. A failure shows there."""
        if not self._is_closed:
            await self._sockets.warm(self._id_of(voice))

    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk, None]:
        if self._is_closed:
            raise SynthesisFailed(f"{WHO} is closed")
        voice_id = self._id_of(voice)
        opening = asyncio.create_task(self._opened(voice_id), name="synthesis:open")
        try:
            async with aclosing(sentences(text)) as written:
                first = await anext(written, None)
                if first is None:
                    return
                socket = await self._in_time(opening)
                source = _chain(first, written)
                spoken = self._stream(socket, source) if socket else in_order(source, partial(self._say, voice_id))
                async with aclosing(spoken) as chunks:
                    async for chunk in chunks:
                        yield chunk
        finally:
            opening.cancel()
            (opened,) = await asyncio.gather(opening, return_exceptions=True)
            if isinstance(opened, ClientConnection):
                await drop(opened)

    async def close(self) -> None:
        self._is_closed = True
        await self._sockets.close()
        await self._http.aclose()

    def _id_of(self, voice: str | None) -> str:
        return self._voices.get(voice, self._voice_id) if voice else self._voice_id

    async def _opened(self, voice_id: str) -> ClientConnection | None:
        """None where HTTP is to be used."""
        now = asyncio.get_running_loop().time()
        if now < self._no_sockets_until:
            return None
        try:
            return await self._sockets.take(voice_id)
        except SocketUnavailable:
            self._no_sockets_until = now + NO_SOCKETS_S
            logger.warning("%s opens no websocket: it is asked over HTTP for %.0f s", WHO, NO_SOCKETS_S)
            return None

    async def _in_time(self, opening: asyncio.Task[ClientConnection | None]) -> ClientConnection | None:
        """The caller waits from here on. What takes too long to open would be no quicker over HTTP.

        :raises SynthesisFailed: it does.
        """
        first_byte_s = self._deadlines_s["first_byte_s"]
        await asyncio.wait([opening], timeout=first_byte_s)
        if not opening.done():
            raise SynthesisFailed(f"{WHO} opened no connection within {first_byte_s:g} s")
        return opening.result()

    def _stream(
        self, socket: ClientConnection, source: AsyncIterable[Sentence]
    ) -> AsyncGenerator[SpeechChunk, None]:
        return StreamedReply(socket, self._chunks(), **self._deadlines_s).chunks(source)

    async def _say(self, voice_id: str, sentence: Sentence) -> AsyncGenerator[SpeechChunk, None]:
        """One sentence, over HTTP."""
        chunks = self._chunks()
        chunks.expect(sentence)
        if not sentence.letters:
            if last := chunks.end():
                yield last
            return
        key = checked_key(WHO, self._api_key)
        asked = requested(
            self._client, sentence, chunks, key=key, voice_id=voice_id, model=self._model, **self._deadlines_s
        )
        async with aclosing(asked):
            async for chunk in asked:
                yield chunk

    def _chunks(self) -> Chunks:
        return Chunks(WHO, (PROVIDER, self._model))


async def _chain(first: Sentence, others: AsyncIterable[Sentence]) -> AsyncGenerator[Sentence, None]:
    yield first
    async for sentence in others:
        yield sentence
