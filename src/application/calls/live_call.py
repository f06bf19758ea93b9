"""One call that this process carries."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from application.billing.meter import CallMeter
from application.use_cases.voice import VoiceConversation
from domain.entities.events import HumanAskedFor, SessionChanged, ToolCalled, TurnCompleted, TurnGuessed
from domain.entities.reply import HumanWanted, ToolUsed
from domain.entities.response_time import ResponseTime
from domain.entities.session import EndReason, Session, Status
from domain.entities.turn import Turn
from domain.errors import NotMovable, ParleyError
from domain.interfaces.events import CallEvents
from domain.interfaces.registry import SessionRegistry
from domain.interfaces.transport import CarriedCall

logger = logging.getLogger(__name__)

FAILURES = frozenset({EndReason.MEDIA_UNAVAILABLE, EndReason.PIPELINE_FAILED})
"""Reasons that make an end a failure."""


@dataclass(frozen=True, slots=True)
class Journal:
    """Where it is written down what happens to calls."""

    registry: SessionRegistry
    events: CallEvents
    now: Callable[[], datetime]


class LiveCall:
    """A call's session as it is now, and what keeps it going. As long as this process lives, its state is written
    here and nowhere else.

    :ivar joined: done when the agent is in the room.
    :ivar ending: why the call is being ended.
    """

    def __init__(self, session: Session, meter: CallMeter, journal: Journal) -> None:
        self.session = session
        self.meter = meter
        self.conversation: VoiceConversation | None = None
        self.on_taken_over: Callable[[], None] = lambda: None
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.task: asyncio.Task[None] | None = None
        self.warming: asyncio.Task[None] | None = None
        self.carried: CarriedCall | None = None
        self.ending: EndReason | None = None
        self._journal = journal

    async def change(self, session: Session) -> None:
        self.session = session
        await self._journal.registry.save(session)
        if self.carried is not None and self.ending is None:
            self.carried.announce(session.status)
        logger.info("call is %s", session.status, extra={"session_id": session.session_id, "room": session.room})
        self._journal.events.publish(SessionChanged(session, self._journal.now()))

    async def is_in_its_room(self, carried: CarriedCall) -> None:
        self.carried = carried
        if self.ending is not None:
            carried.hang_up(self.ending)
        elif not self.session.is_standby:
            await self.change(self.session.become(Status.ACTIVE))
            if self.conversation is not None and self.conversation.waits_for_human:
                await self.change(self.session.become(Status.WAITING_FOR_HUMAN))
        self.joined.set_result(None)

    async def take_over(self) -> None:
        """Another owner has let go of the call."""
        conversation = self.conversation
        if self.ending is not None or conversation is None:
            raise NotMovable("this standby is ending")
        self.go_on(conversation)
        self.on_taken_over()
        await self.change(self.session.become(Status.ACTIVE))
        if conversation.waits_for_human:
            await self.change(self.session.become(Status.WAITING_FOR_HUMAN))

    def go_on(self, conversation: VoiceConversation) -> None:
        """With what another owner has carried."""
        self.session = replace(
            self.session,
            turns=conversation.turns,
            specialist=conversation.specialist,
            started_at=conversation.began_at,
            bill=self.meter.bill,
        )

    def fail_to_join(self, error: ParleyError) -> None:
        if not self.joined.done():
            self.joined.set_exception(error)
            self.joined.exception()  # nobody may be waiting, and that is no error

    async def begin_to_end(self, reason: EndReason) -> None:
        if self.ending is not None or not self.session.is_live:
            return
        self.ending = reason
        if not self.session.is_standby:
            await self.change(self.session.become(Status.LEAVING))
        if self.carried is not None:
            self.carried.hang_up(reason)

    async def finish(self, reason: EndReason) -> None:
        await self._close_bill()
        now = self._journal.now()
        if self.session.is_standby:
            await self.change(self.session.end(Status.ENDED, EndReason.STANDBY_OVER, now))
            return
        if reason in FAILURES:
            await self.change(self.session.end(Status.FAILED, reason, now))
            return
        if self.session.status is not Status.LEAVING:
            await self.change(self.session.become(Status.LEAVING))
        await self.change(self.session.end(Status.ENDED, reason, now))

    def guessed(self, was_right: bool) -> None:
        """An answer was prepared before a turn was surely over."""
        self._journal.events.publish(TurnGuessed(self.session.session_id, was_right, self._journal.now()))

    async def record(self, turn: Turn, response: ResponseTime | None) -> None:
        """An exchange is over."""
        self.session = replace(self.session, bill=self.meter.bill)
        if turn.said:
            self.session = self.session.after_turn(turn.specialist)
        await self._journal.registry.save(self.session)
        session_id = self.session.session_id
        if response is not None:
            logger.info("%s", response, extra={"session_id": session_id})
        self._journal.events.publish(
            TurnCompleted(session_id, turn.specialist, turn.interrupted, self._journal.now(), response)
        )

    async def notice(self, act: ToolUsed | HumanWanted) -> None:
        """The agents have done something that others want to know of."""
        session_id = self.session.session_id
        if isinstance(act, ToolUsed):
            logger.info("tool %s: %s", act.name, act.outcome, extra={"session_id": session_id})
            self._journal.events.publish(ToolCalled(session_id, act.name, act.outcome, self._journal.now()))
        elif self.session.status is Status.ACTIVE:  # who waits already, or is leaving, changes nothing
            await self.change(self.session.become(Status.WAITING_FOR_HUMAN))
            self._journal.events.publish(HumanAskedFor(session_id, self._journal.now()))

    async def _close_bill(self) -> None:
        try:
            if self.conversation is not None:
                await self.conversation.end()
        except Exception:
            logger.exception("a call's last costs were not kept", extra={"session_id": self.session.session_id})
        self.session = replace(self.session, bill=self.meter.bill)
