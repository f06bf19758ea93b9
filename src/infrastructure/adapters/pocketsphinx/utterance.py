"""The sound of one utterance, while it is still being spoken."""

import asyncio
from collections.abc import AsyncIterator

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ

_BYTES_PER_MS = RECOGNITION_RATE_HZ * BYTES_PER_SAMPLE // 1000

LONGEST_PIECE_MS = 500
"""What a decoder is given at once, when it catches up."""

BACKLOG_MS = 10_000
"""Sound that waits longer than this for a decoder is dropped, the oldest first: decoding it, at a tenth of real
time, would alone make the caller wait for a second."""


class Utterance:
    """Grows until it is over, and keeps its sound, so that another decoder can begin again where one has died."""

    def __init__(self) -> None:
        self._sound = bytearray()
        self._is_over = False
        self._changed = asyncio.Event()

    def add(self, pcm: bytes) -> None:
        self._sound += pcm
        self._changed.set()

    def end(self) -> None:
        self._is_over = True
        self._changed.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """The sound from its beginning, as it comes, until the utterance is over."""
        at = 0
        while True:
            self._changed.clear()
            at = max(at, len(self._sound) - BACKLOG_MS * _BYTES_PER_MS)
            while at < len(self._sound):
                piece = bytes(self._sound[at : at + LONGEST_PIECE_MS * _BYTES_PER_MS])
                at += len(piece)
                yield piece
            if self._is_over:
                return
            await self._changed.wait()
