"""What was understood, on its way to whoever listens."""

import asyncio
from collections import deque

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed


class Transcripts:
    """A queue in which a newer interim transcript replaces one that nobody has taken; finals all stay."""

    def __init__(self) -> None:
        self._waiting: deque[Transcript] = deque()
        self._changed = asyncio.Event()
        self._is_closed = False
        self._failure: RecognitionFailed | None = None

    def put(self, transcript: Transcript) -> None:
        if self._waiting and not self._waiting[-1].is_final:
            self._waiting.pop()
        self._waiting.append(transcript)
        self._changed.set()

    def close(self, failure: RecognitionFailed | None = None) -> None:
        """No more comes. The first call decides how it ends."""
        if not self._is_closed:
            self._is_closed, self._failure = True, failure
            self._changed.set()

    async def take(self) -> Transcript | None:
        """The next one; None when there are no more.

        :raises RecognitionFailed: recognition could not go on.
        """
        while not self._waiting:
            if self._failure:
                raise self._failure
            if self._is_closed:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()
