"""A recogniser that knows the words beforehand, and says each when a good one would."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from domain.entities.audio import SpokenWord
from domain.entities.transcript import Transcript
from domain.interfaces.stt import RecognitionStream, SpeechToText

INTERIM_AFTER_MS = 200
"""From the end of a word to when a recogniser tells of it: those that decode while they hear need 100 to 300."""

ENDS_AFTER_MS = 1500
"""Without a word after it an utterance ends by itself, as with our offline recogniser."""

FINAL_AFTER_MS = 100
"""From being told that the utterance is over to its last words."""

MS = 1000


class ScriptedRecogniser(SpeechToText):
    """Understands each word so long after its end; the last ones, when it is told that there are no more.

    For one call: it is its own stream.
    """

    def __init__(self, interim_after_ms: float = INTERIM_AFTER_MS, final_after_ms: float = FINAL_AFTER_MS) -> None:
        self._final_after_ms = final_after_ms
        self._interim_after_ms = interim_after_ms
        self._words = list[tuple[float, str]]()
        self._finished = 0
        self.transcripts: asyncio.Queue[Transcript | None] = asyncio.Queue()

    def will_hear(self, words: Sequence[SpokenWord], begins_ms: float) -> None:
        """From then on, by the loop's clock."""
        loop = asyncio.get_running_loop()
        for word in words:
            ends_ms = begins_ms + word.end_ms
            self._words.append((ends_ms, word.text))
            loop.call_at((ends_ms + self._interim_after_ms) / MS, self._tell, len(self._words))
            loop.call_at((ends_ms + ENDS_AFTER_MS) / MS, self._end, len(self._words))

    def finish(self) -> None:
        """The caller has stopped, for the time being."""
        loop = asyncio.get_running_loop()
        if text := self._text(sum(ends_ms <= loop.time() * MS for ends_ms, _ in self._words)):
            self._finished += len(text.split())
            final = Transcript(text, is_final=True)
            loop.call_later(self._final_after_ms / MS, self.transcripts.put_nowait, final)

    def _end(self, latest: int) -> None:
        """Nobody has finished the utterance, and nothing more was said."""
        now_ms = asyncio.get_running_loop().time() * MS
        if not any(ends_ms <= now_ms for ends_ms, _ in self._words[latest:]):
            self.finish()

    async def open(self) -> RecognitionStream:
        return _Stream(self)

    async def close(self) -> None:
        """There is nothing to release."""

    def _tell(self, until: int) -> None:
        if text := self._text(until):
            self.transcripts.put_nowait(Transcript(text, is_final=False))

    def _text(self, until: int) -> str:
        return " ".join(word for _, word in self._words[self._finished : until])


class _Stream(RecognitionStream):
    def __init__(self, recogniser: ScriptedRecogniser) -> None:
        self._recogniser = recogniser

    def push(self, pcm: bytes) -> None:
        """The words and their times are known."""

    def finish_utterance(self) -> None:
        self._recogniser.finish()

    async def __aiter__(self) -> AsyncIterator[Transcript]:
        while (transcript := await self._recogniser.transcripts.get()) is not None:
            yield transcript

    async def close(self) -> None:
        self._recogniser.transcripts.put_nowait(None)
