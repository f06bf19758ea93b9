"""An agent that waits in a call's room for its owner to pass the call on."""

import asyncio
from dataclasses import dataclass, field

from livekit import rtc

from domain.entities.handover import Handover
from domain.entities.session import EndReason
from domain.errors import NotMovable
from domain.interfaces.conversation import Conversation
from infrastructure.transport.captions import TOPIC as CAPTIONS
from infrastructure.transport.passing import taking
from infrastructure.transport.pipeline import VoicePipeline

STANDS_BY_S = 40.0
"""Longer than an owner looks for a moment to hand over; whoever placed the standby is gone by then."""

READY_WITHIN_S = 1.0
"""For its sound, both ways, where the caller is there; it takes some 100 ms."""


@dataclass(slots=True)
class Standby:
    """
    :ivar is_ready: set when the call can be passed on to it.
    :ivar is_waiting: until it has taken over.
    """

    session_id: str
    conversation: Conversation
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)
    is_waiting: bool = True

    async def wait(
        self, room: rtc.Room, pipeline: VoicePipeline, outcome: asyncio.Future[EndReason | None]
    ) -> bool:
        """Until the owner has passed the call on, and the pipeline has begun; False: it was not needed.

        :param outcome: of this connection.
        """
        taken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def must_not_be_over() -> None:
            if outcome.done():
                raise NotMovable("this standby is over")

        async def get_ready(handover: Handover) -> None:
            pipeline.keep_latest(handover.floor.hear_again_ms)
            must_not_be_over()
            await self.conversation.look_up(handover.thread)

        async def go_on(handover: Handover) -> None:
            must_not_be_over()
            self.is_waiting = False  # whatever comes now, the call's end too, is this agent's to see to
            try:
                await self.conversation.take_over()
            except BaseException:
                self.is_waiting = True
                raise
            pipeline.begin(handover.floor, handover.typed)
            taken.set_result(None)

        room.register_text_stream_handler(CAPTIONS, _unread)
        await pipeline.open()
        async with taking(room, self.session_id, get_ready=get_ready, go_on=go_on):
            await pipeline.ready(READY_WITHIN_S)
            self.is_ready.set()
            await asyncio.wait((taken, outcome), timeout=STANDS_BY_S, return_when=asyncio.FIRST_COMPLETED)
        if not taken.done() and not outcome.done():
            outcome.set_result(EndReason.STANDBY_OVER)
        return taken.done()


def _unread(caption: rtc.TextStreamReader, _: str) -> None:
    """Of the owner, which LiveKit's library would log one by one if nobody took them."""
    caption.close()
