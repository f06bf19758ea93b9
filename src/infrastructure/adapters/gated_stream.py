"""One caller's sound, cut into utterances that are understood one after the other."""

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Generic, Protocol, Self, TypeVar

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream
from infrastructure.adapters.speech_gate import SpeechGate
from infrastructure.adapters.transcripts import Transcripts

WAITING_UTTERANCES = 4
"""When understanding takes so long that a fifth begins, the oldest is dropped."""


class Growing(Protocol):
    """The sound of an utterance that is still being spoken."""

    def add(self, pcm: bytes) -> None: ...

    def end(self) -> None: ...


UtteranceT = TypeVar("UtteranceT", bound=Growing)


class GatedStream(RecognitionStream, Generic[UtteranceT]):
    """Silence goes no further than here.

    :param begin: makes an utterance, which is understood while it grows.
    """

    def __init__(self, begin: Callable[[], UtteranceT]) -> None:
        self._begin = begin
        self._gate = SpeechGate()
        self._speaking: UtteranceT | None = None
        self._waiting: deque[UtteranceT] = deque(maxlen=WAITING_UTTERANCES)
        self._begun = asyncio.Event()
        self._transcripts = Transcripts()
        self._understanding = asyncio.create_task(self._understand_all(), name="recognition")

    @abstractmethod
    async def _understand(self, utterance: UtteranceT) -> None:
        """Put its words among the transcripts.

        :raises RecognitionFailed: the stream ends with this.
        """

    async def _release(self) -> None:
        """Let go of what understanding has taken: no more is understood."""

    def when_closed(self, tell: Callable[[Self], None]) -> None:
        self._understanding.add_done_callback(lambda _: tell(self))

    def push(self, pcm: bytes) -> None:
        for heard in self._gate.hear(pcm):
            if heard.begins:
                self._speaking = self._begin()
                self._waiting.append(self._speaking)
                self._begun.set()
            if self._speaking:
                self._speaking.add(heard.speech)
            if heard.ends:
                self._end_utterance()

    def finish_utterance(self) -> None:
        self._gate.finish()
        self._end_utterance()

    def __aiter__(self) -> AsyncIterator[Transcript]:
        return self._transcripts

    async def close(self) -> None:
        self._transcripts.close()
        self._understanding.cancel()
        await asyncio.wait([self._understanding])

    def _end_utterance(self) -> None:
        if self._speaking:
            self._speaking.end()
            self._speaking = None

    async def _understand_all(self) -> None:
        try:
            while True:
                while not self._waiting:
                    self._begun.clear()
                    await self._begun.wait()
                await self._understand(self._waiting.popleft())
        except RecognitionFailed as failure:
            self._transcripts.close(failure)
        except Exception as error:  # noqa: BLE001  # or the stream would end as if the call were over
            self._transcripts.close(RecognitionFailed(f"recognition broke ({type(error).__name__})"))
        finally:
            self._transcripts.close()
            await self._release()
