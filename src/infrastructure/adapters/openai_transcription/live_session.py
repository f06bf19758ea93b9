"""One connection to OpenAI's realtime transcription, which understands one utterance after the other."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable

from openai.resources.realtime.realtime import AsyncRealtimeConnection
from openai.types.realtime import (
    ConversationItemInputAudioTranscriptionCompletedEvent,
    ConversationItemInputAudioTranscriptionDeltaEvent,
    ConversationItemInputAudioTranscriptionFailedEvent,
    RealtimeErrorEvent,
)

from infrastructure.adapters.openai_transcription.connecting import close
from infrastructure.adapters.openai_transcription.failures import BROKEN, AttemptFailed, described, reported
from infrastructure.adapters.openai_transcription.resampling import resampled
from infrastructure.adapters.openai_transcription.understood import LONGEST_TEXT, Understood, understood


class LiveSession:
    """After any failure, or an `understand` that was cancelled, it is of no more use: what it was asked for may
    still come.

    :ivar owes_answer: sound was committed, and neither its words came nor a refusal: it is likely to be billed.
    """

    def __init__(self, connection: AsyncRealtimeConnection, model: str) -> None:
        self._connection = connection
        self._model = model
        self._opened_at = asyncio.get_running_loop().time()
        self._failure: AttemptFailed | None = None
        self._answer: asyncio.Future[Understood] | None = None
        self._answered_item = ""
        self._text = ""
        self._tell: Callable[[str], None] = lambda _: None
        self.owes_answer = False
        self._reading = asyncio.create_task(self._read_all(), name="openai transcription")

    @property
    def age_s(self) -> float:
        return asyncio.get_running_loop().time() - self._opened_at

    @property
    def is_over(self) -> bool:
        return self._failure is not None

    async def understand(self, pieces: AsyncIterator[bytes], tell: Callable[[str], None]) -> Understood:
        """The words of one utterance, when its pieces end.

        :param pieces: mono s16le at 16 kHz; 100 ms of it at least.
        :param tell: is given the text so far, each time that it grows.
        :raises AttemptFailed: the connection broke, or OpenAI cannot understand it.
        """
        if self._failure:
            raise self._failure
        self._answer, self._tell, self._text = asyncio.get_running_loop().create_future(), tell, ""
        sending = asyncio.create_task(self._send(pieces), name="openai transcription's sound")
        try:
            return await self._answer
        finally:
            self._answer = None
            sending.cancel()
            await asyncio.wait([sending])

    async def close(self) -> None:
        self._fail(AttemptFailed("the connection was closed"))
        self._reading.cancel()
        await asyncio.wait([self._reading])
        await close(self._connection)

    async def _send(self, pieces: AsyncIterator[bytes]) -> None:
        self.owes_answer = False
        try:
            async for sound in resampled(pieces):
                await self._connection.input_audio_buffer.append(audio=b64encode(sound).decode())
            await self._connection.input_audio_buffer.commit()
            self.owes_answer = True
        except BROKEN as error:
            self._fail(error)

    async def _read_all(self) -> None:
        try:
            async for event in self._connection:
                self._take(event)
            self._fail(AttemptFailed("OpenAI has ended the connection: try again"))
        except (*BROKEN, AttributeError, TypeError) as error:  # the SDK makes events of whatever comes
            self._fail(error)

    def _take(self, event: object) -> None:
        match event:
            case ConversationItemInputAudioTranscriptionDeltaEvent() if event.item_id != self._answered_item:
                self._grow(event.delta)
            case ConversationItemInputAudioTranscriptionCompletedEvent():
                self._answered_item = event.item_id
                self._end(understood(event.transcript, getattr(event, "usage", None), self._model))
            case ConversationItemInputAudioTranscriptionFailedEvent() | RealtimeErrorEvent():
                self.owes_answer = False
                self._fail(reported(event.error))
            case _:
                pass

    def _grow(self, delta: object) -> None:
        if not self._answer or not isinstance(delta, str):
            return
        self._text += delta
        if len(self._text) > LONGEST_TEXT:
            raise ValueError("more text than anyone can say")
        self._tell(self._text)

    def _end(self, answer: Understood) -> None:
        self.owes_answer = False
        if self._answer and not self._answer.done():
            self._answer.set_result(answer)

    def _fail(self, error: BaseException) -> None:
        self._failure = self._failure or AttemptFailed(described(error))
        if self._answer and not self._answer.done():
            self._answer.set_exception(self._failure)
