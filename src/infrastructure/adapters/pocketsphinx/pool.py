"""Decoders, lent for one utterance at a time."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from domain.errors import RecognitionFailed
from infrastructure.adapters.pocketsphinx.decoder_process import DecoderProcess


class DecoderPool:
    """Starts decoders as they are needed, up to a maximum, and keeps them.

    :param start: makes a decoder that is ready to decode.
    :param maximum: how many callers are understood while they speak; the utterances of others wait, and are
        decoded when a decoder is free.
    """

    def __init__(self, start: Callable[[], Awaitable[DecoderProcess]], maximum: int) -> None:
        self._start = start
        self._places = asyncio.Semaphore(maximum)
        self._idle: deque[DecoderProcess] = deque()
        self._all: set[DecoderProcess] = set()
        self._is_closed = False
        self._warming = asyncio.Lock()

    async def warm(self, count: int) -> None:
        """Have at least `count` decoders.

        :raises RecognitionFailed: a decoder cannot be started.
        """
        async with self._warming:  # or calls that begin together would each start them
            started = await asyncio.gather(*(self._start() for _ in range(count - len(self._all))))
            self._all.update(started)
            self._idle.extend(started)

    @asynccontextmanager
    async def lease(self) -> AsyncGenerator[DecoderProcess]:
        """A decoder for one utterance. One that is left by an error or a cancellation is in an unknown state, and
        is replaced when it is next needed.

        :raises RecognitionFailed: the pool is closed, or a decoder cannot be started.
        """
        async with self._places:
            decoder = await self._take()
            try:
                yield decoder
            except BaseException:
                self._all.discard(decoder)
                await decoder.stop()
                raise
            self._idle.append(decoder)

    async def close(self) -> None:
        """End all decoders; those that are lent fail."""
        self._is_closed = True
        decoders, self._all = self._all, set()
        self._idle.clear()
        await asyncio.gather(*(decoder.stop() for decoder in decoders))

    async def _take(self) -> DecoderProcess:
        if self._is_closed:
            raise RecognitionFailed("the recogniser is closed")
        if self._idle:
            return self._idle.pop()  # the one used last: its pages are in memory
        decoder = await self._start()
        self._all.add(decoder)
        return decoder
