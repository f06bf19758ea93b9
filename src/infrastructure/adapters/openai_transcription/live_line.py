"""One caller's live connection, which is replaced when it breaks or grows old."""

import asyncio
from collections.abc import Callable

from domain.entities.usage import Used
from infrastructure.adapters.openai_transcription.failures import AttemptFailed
from infrastructure.adapters.openai_transcription.live_session import LiveSession
from infrastructure.adapters.openai_transcription.live_sessions import LiveSessions
from infrastructure.adapters.openai_transcription.understood import Understood, heard
from infrastructure.adapters.openai_transcription.utterance import Utterance


class LiveLine:
    """Connects at once, while nothing is said yet, and again as soon as a connection has failed.

    :param model: that the connections use.
    :param final_s: how long after the end of an utterance its words may take.
    """

    def __init__(self, sessions: LiveSessions, model: str, final_s: float) -> None:
        self._sessions = sessions
        self._model = model
        self._final_s = final_s
        self._connecting: asyncio.Task[LiveSession] | None = self._connect()
        self._unanswered: tuple[Used, ...] = ()

    async def understand(self, utterance: Utterance, tell: Callable[[str], None]) -> Understood:
        """:raises AttemptFailed: there is no connection, it broke, or the words did not come in time."""
        attempt = asyncio.create_task(self._attempt(utterance, tell), name="live recognition")
        over = asyncio.create_task(utterance.over.wait(), name="end of utterance")
        try:
            await asyncio.wait([attempt, over], return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait([attempt], timeout=self._final_s)
            if attempt.done():
                return attempt.result()
            raise AttemptFailed(f"no words within {self._final_s:g} s: try again")
        finally:
            attempt.cancel()
            over.cancel()
            await asyncio.wait([attempt, over])

    def unanswered(self) -> tuple[Used, ...]:
        """Our count of sound that OpenAI took and gave no words for, since this was last asked."""
        used, self._unanswered = self._unanswered, ()
        return used

    async def close(self) -> None:
        if self._connecting:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
            if not self._connecting.cancelled() and not self._connecting.exception():
                self._sessions.discard(self._connecting.result())

    async def _attempt(self, utterance: Utterance, tell: Callable[[str], None]) -> Understood:
        session = await self._session()
        try:
            answer = await session.understand(utterance.pieces(), tell)
        except BaseException:  # a cancellation too: the words would come later, and be taken for the next ones
            if session.owes_answer:
                self._unanswered += (heard(utterance.sound, self._model),)
            self._sessions.discard(session)
            self._connecting = self._connect()
            raise
        return Understood(answer.text, answer.used or (heard(utterance.sound, self._model),))

    async def _session(self) -> LiveSession:
        if self._connecting and self._connecting.done() and not self._is_fresh(self._connecting):
            self._connecting = None
        self._connecting = self._connecting or self._connect()
        return await asyncio.shield(self._connecting)  # it may be ready for the next utterance

    def _is_fresh(self, connected: asyncio.Task[LiveSession]) -> bool:
        if connected.cancelled() or connected.exception():
            return False
        if self._sessions.is_fresh(connected.result()):
            return True
        self._sessions.discard(connected.result())
        return False

    def _connect(self) -> asyncio.Task[LiveSession]:
        connecting = asyncio.create_task(self._sessions.take(), name="connect openai transcription")
        connecting.add_done_callback(lambda done: done.cancelled() or done.exception())
        return connecting
