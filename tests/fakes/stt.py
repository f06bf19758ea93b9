"""A recogniser that understands what its script says, as soon as it hears any sound."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText


class FakeSpeechToText(SpeechToText):
    """Each stream understands the script's utterances, one after the other; a word is understood with each
    push that is not silent. Sound after the script's end is not understood.
    """

    def __init__(self, utterances: Iterable[str] = ()) -> None:
        self.utterances = tuple(utterances)
        self.streams: list[FakeRecognitionStream] = []
        self.is_closed = False

    async def open(self) -> RecognitionStream:
        if self.is_closed:
            raise RecognitionFailed("the recogniser is closed")
        stream = FakeRecognitionStream(self.utterances)
        self.streams.append(stream)
        return stream

    async def close(self) -> None:
        self.is_closed = True
        for stream in self.streams:
            await stream.close()


class FakeRecognitionStream(RecognitionStream):
    def __init__(self, utterances: Iterable[str]) -> None:
        self._script = deque(utterance.split() for utterance in utterances)
        self._understood = 0
        self._transcripts: asyncio.Queue[Transcript | RecognitionFailed | None] = asyncio.Queue()
        self._is_over = False

    def push(self, pcm: bytes) -> None:
        if not any(pcm) or not self._script:
            return
        self._understood = min(self._understood + 1, len(self._script[0]))
        self._transcripts.put_nowait(Transcript(" ".join(self._script[0][: self._understood]), is_final=False))

    def finish_utterance(self) -> None:
        if not self._understood:
            return
        self._understood = 0
        self._transcripts.put_nowait(Transcript(" ".join(self._script.popleft()), is_final=True))

    def give(self, text: str) -> None:
        """A final transcript, whatever the script says."""
        self._transcripts.put_nowait(Transcript(text, is_final=True))

    def fail(self) -> None:
        """Recognition cannot go on."""
        self._transcripts.put_nowait(RecognitionFailed("the script says so"))

    async def __aiter__(self) -> AsyncIterator[Transcript]:
        while not self._is_over:
            transcript = await self._transcripts.get()
            if transcript is None:
                return
            if isinstance(transcript, RecognitionFailed):
                raise transcript
            yield transcript

    async def close(self) -> None:
        self._is_over = True
        self._transcripts.put_nowait(None)
