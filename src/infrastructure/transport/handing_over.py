"""How the owner of a live call passes it on to the standby in its room."""

import asyncio

from livekit import rtc

from domain.entities.handover import Handover
from domain.entities.session import EndReason
from domain.errors import NotMovable
from domain.interfaces.conversation import Conversation
from infrastructure.transport.passing import pass_on
from infrastructure.transport.pipeline import VoicePipeline


class HandingOver:
    """One at a time, over the connection that the call has then.

    :param task_name: of what it does.
    :ivar is_done: the successor has the call.
    """

    def __init__(self, conversation: Conversation, task_name: str) -> None:
        self._conversation = conversation
        self._task_name = task_name
        self._connection: tuple[rtc.Room, VoicePipeline, asyncio.Future[EndReason | None]] | None = None
        self._is_under_way = self._is_passing = False
        self._held_back: EndReason | None = None
        self.is_done = False

    def follow(self, room: rtc.Room, pipeline: VoicePipeline, outcome: asyncio.Future[EndReason | None]) -> None:
        """The call's connection from now on.

        :param outcome: why it is over.
        """
        self._connection = room, pipeline, outcome

    def conclude(self, outcome: asyncio.Future[EndReason | None], reason: EndReason | None) -> None:
        """A connection is over. While it is not known whose the call is, nothing ends it: that would close the
        successor's room. What would have ended it is the successor's to see, or does so when it goes on here.
        """
        if self._is_passing and reason is not None:
            self._held_back = self._held_back or reason
        elif not outcome.done():
            outcome.set_result(reason)

    async def run(self, successor: str, within_s: float, life: asyncio.Future[EndReason]) -> None:
        """
        :param successor: the standby's identity.
        :param within_s: for a moment in which nobody notices.
        :param life: done when the call is over.
        :raises NotMovable: it goes on here, or is over.
        """
        if self._is_under_way:
            raise NotMovable("it is being handed over already")
        self._is_under_way = True
        passing = asyncio.create_task(self._hand_over(successor, within_s), name=self._task_name)
        try:
            await asyncio.wait((passing, life), return_when=asyncio.FIRST_COMPLETED)
            if not passing.done():
                raise NotMovable("it has ended")
            passing.result()
        finally:
            passing.cancel()
            await asyncio.gather(passing, return_exceptions=True)
            self._is_under_way = False

    async def _hand_over(self, successor: str, within_s: float) -> None:
        if self._connection is None or successor not in self._connection[0].remote_participants:
            raise NotMovable("its successor is not in the room")
        room, pipeline, outcome = self._connection
        await pipeline.freeze(within_s)
        try:
            thread = await self._conversation.let_go()
            await self._pass_on(room, successor, Handover(thread, pipeline.floor, pipeline.typed), outcome)
        except BaseException:
            pipeline.thaw()
            raise
        self._conversation.passed_on()
        self.conclude(outcome, EndReason.HANDED_OVER)

    async def _pass_on(
        self, room: rtc.Room, successor: str, handover: Handover, outcome: asyncio.Future[EndReason | None]
    ) -> None:
        if outcome.done():
            raise NotMovable("it is ending")
        self._is_passing, self._held_back = True, None
        try:
            await pass_on(room, successor, handover)
            self.is_done = True
        finally:
            self._is_passing = False
            if self._held_back is not None and not self.is_done:
                self.conclude(outcome, self._held_back)
