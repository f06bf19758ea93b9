"""A conversation by voice, and by typing, in one room."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from livekit import rtc

from application.talk.talk import Senses, Talk
from domain.entities.handover import Floor
from domain.entities.session import EndReason
from domain.errors import StaleEpoch
from domain.interfaces.conversation import Conversation
from infrastructure.transport.announcements import SPECIALIST, Announcements
from infrastructure.transport.livekit_line import BACKLOG, LiveKitLine
from infrastructure.transport.typed_turns import TypedTurns

logger = logging.getLogger(__name__)


class VoicePipeline:
    """For one connection to the room.

    :param backlog: windows of the caller's sound that wait to be taken.
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
        backlog: int = BACKLOG,
    ) -> None:
        self._on_over = on_over
        self._line = LiveKitLine(room, caller_identity, senses.synthesiser.sample_rate_hz, announcements, backlog)
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
        self._has_left = False

    async def start(self, floor: Floor | None = None) -> None:
        """Listen and speak; greet the caller as soon as there is one to hear it.

        :param floor: as it was when an earlier line of the call broke.
        """
        await self.open()
        self.begin(floor)

    async def open(self) -> None:
        """Receive what the caller says and types, for whoever begins, and be ready to be heard."""
        await self._line.open()
        self._typed.start()

    def begin(self, floor: Floor | None = None, typed: Sequence[str] = ()) -> None:
        """Converse, on what is open.

        :param floor: as another owner of the call has left it.
        :param typed: ids of the messages that it has taken.
        """
        self._talking = asyncio.create_task(self._talk.run(floor), name=self._name)
        self._talking.add_done_callback(self._ended)
        self._typed.take_all(typed)

    async def ready(self, within_s: float) -> None:
        """Until the caller can be heard and can hear, or is not there to."""
        await self._line.ready(within_s)

    async def someone_listens(self) -> None:
        """Until the caller can hear what is open."""
        await self._line.someone_listens()

    def keep_latest(self, sound_ms: int) -> None:
        """Of what the caller has said, and nobody has heard."""
        self._line.forget_all_but(sound_ms)

    async def freeze(self, within_s: float) -> None:
        """Wait for a moment at which nobody would notice, and do nothing from then on, until `thaw`.

        :raises NotMovable: there was none.
        """
        await self._talk.freeze(within_s)
        self._typed.wait()

    def thaw(self) -> None:
        self._talk.thaw()
        self._typed.take_all()

    @property
    def floor(self) -> Floor:
        return self._talk.floor

    @property
    def typed(self) -> tuple[str, ...]:
        """Ids of the messages that were taken."""
        return self._typed.taken

    async def leave(self) -> None:
        """Another owner goes on: nobody here has anything to say any more."""
        self._has_left = True
        self._line.end_agent()
        await self._line.shown()

    def break_off(self) -> Floor | None:
        """The line broke: what is being said is left as it is, to be gone on with over another one. The floor."""
        self._has_left = True
        return self._talk.floor if self._talking is not None else None

    def hush(self) -> None:
        """Stop speaking: nobody is there to hear it."""
        self._talk.hush()

    async def close(self) -> None:
        """Stop, and tell the conversation what was heard of an answer cut short by this."""
        await self._typed.close()
        try:
            if self._talking is not None and self._has_left:
                self._talking.cancel()
                await asyncio.gather(self._talking, return_exceptions=True)
            elif self._talking is not None and not self._talking.done():
                finishing = asyncio.create_task(self._talk.finish(), name=f"{self._name}:finish")
                try:
                    await asyncio.wait((finishing, self._talking), return_when=asyncio.FIRST_COMPLETED)
                finally:  # it may take longer than anybody waits
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
