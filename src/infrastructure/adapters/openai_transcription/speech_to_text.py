"""The port SpeechToText, by OpenAI."""

import asyncio
from collections.abc import Callable, Sequence

from openai import AsyncOpenAI, Timeout

from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText
from infrastructure.adapters.connections import CONNECT_S
from infrastructure.adapters.openai_transcription.connecting import connect
from infrastructure.adapters.openai_transcription.failures import AttemptFailed
from infrastructure.adapters.openai_transcription.files import FileRecogniser
from infrastructure.adapters.openai_transcription.hints import hints, like_for_files
from infrastructure.adapters.openai_transcription.live_line import LiveLine
from infrastructure.adapters.openai_transcription.live_session import LiveSession
from infrastructure.adapters.openai_transcription.live_sessions import LiveSessions
from infrastructure.adapters.openai_transcription.stream import OpenAiStream
from infrastructure.adapters.openai_transcription.understood import PROVIDER


class OpenAiSpeechToText(SpeechToText):
    """Live transcription; what fails there is sent again as a file.

    :param api_key: asked before each connection and request, so that a new key counts at once.
    :param model: for live sound. Interim transcripts come while the caller speaks from `gpt-live-transcribe` and
        `gpt-realtime-whisper`; others begin when the utterance is over.
    :param file_model: for utterances that are sent again; None takes `model`, or `gpt-transcribe` where that takes
        only live sound.
    :param base_url: of a compatible server, up to `/v1`; None is OpenAI's.
    :param language: ISO 639-1.
    :param expected: words that callers are likely to say; the first 60 count.
    :param final_s: how long after the end of an utterance its words may take: half of the 2.5 s for which a caller
        may hear nothing, so that the file has the other half.
    :param file_s: how long the file's answer may take in all. A filler is spoken by then; later, another
        recogniser answers sooner.
    :param session_s: the age at which a connection is replaced, between utterances: OpenAI ends it after 60
        minutes, and used to after 30.
    """

    def __init__(
        self,
        api_key: Callable[[], str],
        *,
        model: str = "gpt-4o-mini-transcribe",
        file_model: str | None = None,
        base_url: str | None = None,
        language: str = "en",
        expected: Sequence[str] = (),
        final_s: float = 1.2,
        file_s: float = 3.0,
        session_s: float = 25 * 60,
    ) -> None:
        self._api_key = api_key
        self._client = AsyncOpenAI(
            api_key=self._key, base_url=base_url, max_retries=0, timeout=Timeout(file_s, connect=CONNECT_S)
        )
        self._model = model
        self._live_hints = hints(model, language, expected)
        self._final_s = final_s
        self._sessions = LiveSessions(self._connect, session_s)
        file_hints = hints(file_model or like_for_files(model), language, expected)
        self._files = FileRecogniser(self._client, file_hints, file_s)
        self._streams: set[OpenAiStream] = set()
        self._is_closed = False

    @property
    def provider(self) -> str:
        return PROVIDER

    async def warm(self) -> None:
        """Connect, for the next caller.

        :raises RecognitionFailed: it cannot be done now. A stream tries again, and may be opened all the same.
        """
        try:
            await self._sessions.warm()
        except AttemptFailed as error:
            raise RecognitionFailed(f"OpenAI transcription: live, {error}") from error

    async def open(self) -> RecognitionStream:
        if self._is_closed:
            raise RecognitionFailed("the recogniser is closed")
        if not self._api_key():
            raise RecognitionFailed("OpenAI transcription: there is no key. Set one, or choose another recogniser")
        stream = OpenAiStream(LiveLine(self._sessions, self._model, self._final_s), self._files)
        self._streams.add(stream)
        stream.when_closed(self._streams.discard)
        return stream

    async def close(self) -> None:
        self._is_closed = True
        await asyncio.gather(*(stream.close() for stream in tuple(self._streams)))
        await self._sessions.close()
        await self._client.close()

    async def _key(self) -> str:
        return self._api_key()

    async def _connect(self) -> LiveSession:
        return LiveSession(await connect(self._client, self._live_hints), self._model)
