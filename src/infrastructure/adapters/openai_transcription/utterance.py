"""The sound of one utterance, while it is still being spoken."""

import asyncio
from collections.abc import AsyncIterator

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ

_BYTES_PER_MS = RECOGNITION_RATE_HZ * BYTES_PER_SAMPLE // 1000

SHORTEST_MS = 200
"""OpenAI takes no less than 100 ms; half of it again may be lost at the edges by resampling."""

LONGEST_PIECE_MS = 1_000
"""What is sent at once, when the connection comes later than the speech."""


class Utterance:
    """Keeps all its sound, so that it can be sent again another way. The speech gate ends it after 30 s: 1 MB.

    :ivar over: set when nothing more is added.
    """

    def __init__(self) -> None:
        self._sound = bytearray()
        self._changed = asyncio.Event()
        self.over = asyncio.Event()

    @property
    def sound(self) -> bytes:
        """So far."""
        return bytes(self._sound)

    def add(self, pcm: bytes) -> None:
        self._sound += pcm
        self._changed.set()

    def end(self) -> None:
        self._sound += bytes(max(0, SHORTEST_MS * _BYTES_PER_MS - len(self._sound)))
        self.over.set()
        self._changed.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """The sound from its beginning, as it comes, until the utterance is over."""
        at = 0
        while True:
            self._changed.clear()
            while at < len(self._sound):
                piece = bytes(self._sound[at : at + LONGEST_PIECE_MS * _BYTES_PER_MS])
                at += len(piece)
                yield piece
            if self.over.is_set():
                return
            await self._changed.wait()
