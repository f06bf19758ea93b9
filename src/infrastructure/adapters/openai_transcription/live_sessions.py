"""Connections that are opened before they are needed."""

import asyncio
from collections.abc import Awaitable, Callable

from infrastructure.adapters.openai_transcription.live_session import LiveSession


class LiveSessions:
    """Lends connections to streams, and keeps one more than they need: the next caller's.

    :param connect: raises `AttemptFailed`.
    :param lifetime_s: an older connection is not used for a new utterance.
    """

    def __init__(self, connect: Callable[[], Awaitable[LiveSession]], lifetime_s: float) -> None:
        self._connect = connect
        self._lifetime_s = lifetime_s
        self._spare: asyncio.Task[LiveSession] | None = None
        self._open: set[LiveSession] = set()
        self._closing: set[asyncio.Task[None]] = set()

    async def warm(self) -> None:
        """Have a spare connection.

        :raises AttemptFailed: there is none to be had.
        """
        if not self._spare or self._is_spent(self._spare):
            self._spare = self._connect_spare()
        await asyncio.shield(self._spare)

    async def take(self) -> LiveSession:
        """A connection, which the caller gives back by `discard`.

        :raises AttemptFailed: there is none to be had.
        """
        spare, self._spare = self._spare, None
        session = await (self._open_one() if not spare or self._is_spent(spare) else spare)
        if not self._spare:
            self._spare = self._connect_spare()
        return session

    def is_fresh(self, session: LiveSession) -> bool:
        return not session.is_over and session.age_s < self._lifetime_s

    def discard(self, session: LiveSession) -> None:
        """Close it, behind the caller's back: one that hangs takes a second."""
        if session in self._open:
            self._open.discard(session)
            closing = asyncio.create_task(session.close(), name="close openai transcription")
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        if self._spare:
            self._spare.cancel()
            await asyncio.wait([self._spare])
        for session in tuple(self._open):
            self.discard(session)
        if self._closing:
            await asyncio.wait(self._closing)

    def _connect_spare(self) -> asyncio.Task[LiveSession]:
        connecting = asyncio.create_task(self._open_one(), name="spare openai transcription")
        connecting.add_done_callback(lambda done: done.cancelled() or done.exception())  # told to its taker
        return connecting

    async def _open_one(self) -> LiveSession:
        session = await self._connect()
        self._open.add(session)
        return session

    def _is_spent(self, spare: asyncio.Task[LiveSession]) -> bool:
        """It could not connect, or its connection is broken or old: the next one may do better."""
        if not spare.done():
            return False
        if spare.cancelled() or spare.exception():
            return True
        if self.is_fresh(spare.result()):
            return False
        self.discard(spare.result())
        return True
