"""A conversation by voice, and by typing, in one room."""

import asyncio
import logging
from collections.abc import Callable

from livekit import rtc

from application.talk.talk import Senses, Talk
from domain.entities.session import EndReason
from domain.errors import StaleEpoch
from domain.interfaces.conversation import Conversation
from infrastructure.transport.announcements import SPECIALIST, Announcements
from infrastructure.transport.livekit_line import LiveKitLine
from infrastructure.transport.typed_turns import TypedTurns

logger = logging.getLogger(__name__)


class VoicePipeline:
    """For one connection to the room.

    :param on_over: called when the conversation has come to its end, or cannot go on, with the reason.
    """

    def __init__(
        self,
        room: rtc.Room,
        conversation: Conversation,
        caller_identity: str,
        senses: Senses,
        announcements: Announcements,
        *,
        on_over: Callable[[EndReason], None],
    ) -> None:
        self._on_over = on_over
        self._line = LiveKitLine(room, caller_identity, senses.synthesiser.sample_rate_hz, announcements)
        self._talk = Talk(
            self._line,
            conversation,
            senses,
            on_over=on_over,
            on_specialist=lambda name: announcements.announce(SPECIALIST, name),
        )
        self._typed = TypedTurns(room, caller_identity, self._talk.type)
        self._name = f"room:{room.name}:talk"
        self._talking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen and speak; greet the caller as soon as there is one to hear it."""
        await self._line.open()
        self._talking = asyncio.create_task(self._talk.run(), name=self._name)
        self._talking.add_done_callback(self._ended)
        self._typed.start()

    def hush(self) -> None:
        """Stop speaking: nobody is there to hear it."""
        self._talk.hush()

    async def close(self) -> None:
        """Stop, and tell the conversation what was heard of an answer cut short by this."""
        await self._typed.close()
        try:
            if self._talking is not None and not self._talking.done():
                finishing = asyncio.create_task(self._talk.finish(), name=f"{self._name}:finish")
                await asyncio.wait((finishing, self._talking), return_when=asyncio.FIRST_COMPLETED)
                finishing.cancel()
                self._talking.cancel()
                await asyncio.gather(finishing, self._talking, return_exceptions=True)
        finally:
            await self._line.close()

    def _ended(self, talking: asyncio.Task[None]) -> None:
        """Of itself, it ends only when it cannot go on."""
        if talking.cancelled() or (failure := talking.exception()) is None:
            return
        failures = _leaves(failure)
        if any(isinstance(each, StaleEpoch) for each in failures):
            self._on_over(EndReason.DISPLACED)
        else:  # a traceback may hold what the caller said
            logger.error("a conversation broke: %s", ", ".join(type(each).__name__ for each in failures))
            self._on_over(EndReason.PIPELINE_FAILED)


def _leaves(failure: BaseException) -> list[BaseException]:
    if not isinstance(failure, ExceptionGroup):
        return [failure]
    return [leaf for each in failure.exceptions for leaf in _leaves(each)]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType, reportUnknownMemberType]
