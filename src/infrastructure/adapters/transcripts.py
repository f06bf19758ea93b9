"""What was understood, on its way to whoever listens."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Self

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed


class Transcripts(AsyncIterator[Transcript]):
    """A queue in which a newer interim transcript replaces one that nobody has taken; finals all stay.

    Iterating raises `RecognitionFailed` when recognition could not go on. Cancelling `anext` loses nothing.
    """

    def __init__(self) -> None:
        self._waiting: deque[Transcript] = deque()
        self._changed = asyncio.Event()
        self._is_closed = False
        self._failure: RecognitionFailed | None = None

    def put(self, transcript: Transcript) -> None:
        if self._is_closed:
            return
        if self._waiting and not self._waiting[-1].is_final:
            self._waiting.pop()
        self._waiting.append(transcript)
        self._changed.set()

    def close(self, failure: RecognitionFailed | None = None) -> None:
        """No more comes. The first call decides how it ends. What was half understood then is nothing."""
        if self._is_closed:
            return
        self._is_closed, self._failure = True, failure
        latest = self._waiting[-1] if self._waiting else None
        if failure is None and latest is not None and not (latest.is_final or latest.used):
            self._waiting.pop()
        self._changed.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Transcript:
        while not self._waiting:
            if self._failure:
                raise self._failure
            if self._is_closed:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self._waiting.popleft()
