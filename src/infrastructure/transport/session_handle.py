"""One call in its room, from joining to the deleted room."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from livekit import rtc

from application.talk.talk import Senses
from domain.entities.handover import Floor
from domain.entities.session import EndReason, Session, Status
from domain.errors import MediaUnavailable, StaleEpoch
from domain.interfaces.conversation import Conversation
from domain.interfaces.transport import CarriedCall
from infrastructure.transport.announcements import SPECIALIST, STATUS, Announcements
from infrastructure.transport.caller_presence import CallerPresence
from infrastructure.transport.handing_over import HandingOver
from infrastructure.transport.livekit_line import BACKLOG, STANDBY_BACKLOG
from infrastructure.transport.other_agents import other_agents, send_others_out
from infrastructure.transport.pipeline import VoicePipeline
from infrastructure.transport.rooms import LiveKitRooms
from infrastructure.transport.standby import Standby

logger = logging.getLogger(__name__)

REJOIN_PAUSE_S = 0.5

HEARD_WITHIN_S = 0.5
"""It takes 0.1 s where the caller is there."""

LOSS_IS_TOLD_WITHIN_S = 1.0
"""After something that failed as the connection broke."""

RELEASE_TIMEOUT_S = 3.0
"""For the pipeline to end, and for the connection; each takes milliseconds."""

CLOSED_FOR_GOOD = {
    rtc.DisconnectReason.DUPLICATE_IDENTITY: EndReason.DISPLACED,
    rtc.DisconnectReason.ROOM_DELETED: EndReason.ROOM_CLOSED,
    rtc.DisconnectReason.ROOM_CLOSED: EndReason.ROOM_CLOSED,
    rtc.DisconnectReason.PARTICIPANT_REMOVED: EndReason.ROOM_CLOSED,
}
"""Disconnections that end the call. After all others the agent comes back."""

STAYS_OPEN = frozenset({EndReason.DISPLACED, EndReason.HANDED_OVER})
"""Ends after which the successor is in the room."""

OWNER_LEAVES_S = 1.0
"""After handing over, by itself. Whoever is still there then does not know that it did."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call waits for those who are not there.

    :ivar caller_wait_s: for the caller to appear.
    :ivar caller_grace_s: for a caller who left to come back.
    :ivar caller_lost_s: for a caller whose connection broke.
    :ivar media_s: for the LiveKit server to come back.
    """

    caller_wait_s: float
    caller_grace_s: float
    caller_lost_s: float
    media_s: float


class SessionHandle(CarriedCall):
    """Owns the call's connection and tasks. Made by `join`."""

    @classmethod
    async def join(
        cls,
        session: Session,
        conversation: Conversation,
        *,
        rooms: LiveKitRooms,
        senses: Senses,
        patience: Patience,
    ) -> Self:
        """Enter the session's room and begin.

        :raises MediaUnavailable: the room cannot be joined; nothing is left behind.
        """
        try:
            room = await rooms.join(session.room, session.agent_identity, is_shared=session.is_succession)
        except MediaUnavailable:
            if not session.is_succession:
                rooms.close_soon(session.room)  # the server may have let the agent in without our knowing
            raise
        handle = cls(room, session, conversation, rooms=rooms, senses=senses, patience=patience)
        if session.is_standby:
            await handle.ready()
        return handle

    def __init__(
        self,
        room: rtc.Room,
        session: Session,
        conversation: Conversation,
        *,
        rooms: LiveKitRooms,
        senses: Senses,
        patience: Patience,
    ) -> None:
        self._session = session
        self._conversation = conversation
        self._rooms = rooms
        self._senses = senses
        self._patience = patience
        self._standby = Standby(session.session_id, conversation) if session.is_standby else None
        self._status = Status.STANDBY if self._stands_by else Status.ACTIVE
        self._is_heard = asyncio.Event()
        self._announcements: Announcements | None = None
        self._floor: Floor | None = None
        self._handing_over = HandingOver(conversation, self._task_name("hand over"))
        self._clearing: asyncio.Task[None] | None = None
        self._hung_up: asyncio.Future[EndReason] = asyncio.get_running_loop().create_future()
        self._life = asyncio.create_task(self._live(room), name=self._task_name("media"))

    @property
    def _stands_by(self) -> bool:
        """Whether somebody else carries the call."""
        return self._standby is not None and self._standby.is_waiting

    async def until_heard(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARD_WITHIN_S):
                await self._is_heard.wait()

    def announce(self, status: Status) -> None:
        self._status = status
        if self._announcements is not None:
            self._announcements.announce(STATUS, status)

    async def ready(self) -> None:
        """Until a standby can take over.

        :raises MediaUnavailable: it is out of the room again.
        """
        if self._standby is None:
            return
        waiting = asyncio.create_task(self._standby.is_ready.wait(), name=self._task_name("ready"))
        try:
            await asyncio.wait((waiting, self._life), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self.abandon()
            raise
        finally:
            waiting.cancel()
        if self._life.done():
            raise MediaUnavailable("the standby could not stay in the room")

    async def hand_over(self, successor: str, within_s: float) -> None:
        await self._handing_over.run(successor, within_s, self._life)
        self.hang_up(EndReason.HANDED_OVER)

    def hang_up(self, reason: EndReason) -> None:
        if not self._hung_up.done():
            self._hung_up.set_result(reason)

    async def wait_ended(self) -> EndReason:
        return await asyncio.shield(self._life)

    def on_ended(self, callback: Callable[[], None]) -> None:
        self._life.add_done_callback(lambda _: callback())

    async def abandon(self) -> None:
        """End now, without manners."""
        self._life.cancel()
        await asyncio.gather(self._life, return_exceptions=True)

    async def _live(self, room: rtc.Room) -> EndReason:
        reason = EndReason.PIPELINE_FAILED
        if self._session.is_succession and not self._stands_by:
            self._send_others_out(room, 0.0)
        try:
            reason = await self._stay(room)
        finally:
            if self._clearing is not None:
                self._clearing.cancel()
            if self._handing_over.is_done:
                reason = EndReason.HANDED_OVER
            if not (reason in STAYS_OPEN or self._stands_by or self._waits_for_the_next(reason)):
                await self._rooms.close(self._session.room)
        return reason

    def _waits_for_the_next(self, reason: EndReason) -> bool:
        """Whether the caller does: of an agent that went on with another one's call, and lost the room."""
        return reason is EndReason.MEDIA_UNAVAILABLE and self._session.is_succession

    async def _stay(self, room: rtc.Room) -> EndReason:
        """Converse, and come back whenever the connection is lost, until there is a reason to end."""
        while True:
            outcome = await self._converse(room)
            if outcome is not None and outcome is not EndReason.DISPLACED:
                return outcome
            if self._handing_over.is_done:
                return EndReason.HANDED_OVER
            if self._hung_up.done():
                return self._hung_up.result()
            if self._stands_by:
                return EndReason.STANDBY_OVER
            if not await self._is_still_ours(unless_told=outcome is None):
                return EndReason.DISPLACED
            logger.warning("media connection lost", extra={"session_id": self._session.session_id})
            returned = await self._come_back()
            if isinstance(returned, EndReason):
                return returned
            await self._conversation.cut_off()
            room = returned

    async def _is_still_ours(self, *, unless_told: bool) -> bool:
        """Another agent was let in under this one's name, or may have been, while it was away: a newer owner, or
        one that the call was taken from before it had got in.

        :param unless_told: what holds where nobody can tell.
        """
        try:
            return await self._conversation.claim() or unless_told
        except StaleEpoch:
            return False

    async def _come_back(self) -> rtc.Room | EndReason:
        """Join the room again, until there is no more point in it."""
        rejoining = asyncio.create_task(self._rejoin(), name=self._task_name("rejoin"))
        try:
            await asyncio.wait(
                (rejoining, self._hung_up), timeout=self._patience.media_s, return_when=asyncio.FIRST_COMPLETED
            )
            if self._hung_up.done():
                if rejoining.done():
                    await rejoining.result().disconnect()
                return self._hung_up.result()
            return rejoining.result() if rejoining.done() else EndReason.MEDIA_UNAVAILABLE
        finally:
            rejoining.cancel()
            await asyncio.gather(rejoining, return_exceptions=True)

    async def _rejoin(self) -> rtc.Room:
        while True:
            try:
                return await self._rooms.join(
                    self._session.room, self._session.agent_identity, is_shared=self._session.is_succession
                )
            except MediaUnavailable:
                await asyncio.sleep(REJOIN_PAUSE_S)

    async def _converse(self, room: rtc.Room) -> EndReason | None:
        """One connection's length of the call.

        :returns: why the call is over, or None when the connection was lost.
        """
        outcome: asyncio.Future[EndReason | None] = asyncio.get_running_loop().create_future()

        def follow_hang_up(hung_up: asyncio.Future[EndReason]) -> None:
            conclude(hung_up.result())

        def follow_disconnection(reason: rtc.DisconnectReason.ValueType) -> None:
            conclude(self._closed_by(reason, room))

        def conclude(reason: EndReason | None) -> None:
            self._handing_over.conclude(outcome, reason)

        self._announcements = announcements = Announcements(room)
        pipeline = VoicePipeline(
            room,
            self._conversation,
            self._session.user_id,
            self._senses,
            announcements,
            on_over=conclude,
            backlog=STANDBY_BACKLOG if self._stands_by else BACKLOG,
        )
        self._handing_over.follow(room, pipeline, outcome)
        presence = CallerPresence(
            room,
            self._session.user_id,
            wait_s=self._patience.caller_wait_s,
            grace_s=self._patience.caller_grace_s,
            lost_s=self._patience.caller_lost_s,
            on_away=pipeline.hush,
            on_gone=conclude,
        )
        room.on("disconnected", follow_disconnection)
        self._hung_up.add_done_callback(follow_hang_up)
        announcing = asyncio.create_task(announcements.run(), name=self._task_name("announcements"))
        try:
            if not room.isconnected():  # it may have been lost before anybody listened
                conclude(None)
            announcements.announce(STATUS, self._status)
            announcements.announce(SPECIALIST, self._conversation.specialist)
            if self._standby is None or not self._standby.is_waiting:
                presence.start()
                await self._start(pipeline, outcome)
            elif await self._standby.wait(room, pipeline, outcome):
                self._is_heard.set()
                self._announce_specialist()
                self._send_others_out(room, OWNER_LEAVES_S)
                presence.start()
            return await outcome
        finally:
            self._hung_up.remove_done_callback(follow_hang_up)
            room.off("disconnected", follow_disconnection)
            presence.stop()
            announcing.cancel()
            if _has(outcome, EndReason.HANDED_OVER):
                await self._release(pipeline.leave)
            elif _has(outcome, None, EndReason.DISPLACED):
                self._floor = pipeline.break_off()
            await self._release(pipeline.close)
            if _is_over_for_all(outcome) and not self._stands_by:
                await self._release(lambda: self._rooms.empty(room))
            await self._release(room.disconnect)

    async def _start(self, pipeline: VoicePipeline, outcome: asyncio.Future[EndReason | None]) -> None:
        """Until it converses and is heard, or has nothing left to converse for: publishing takes long on a line
        that breaks.
        """

        async def start() -> None:
            await pipeline.start(self._floor)
            await pipeline.someone_listens()
            self._is_heard.set()

        starting = asyncio.create_task(start(), name=self._task_name("start"))
        try:
            await asyncio.wait((starting, outcome), return_when=asyncio.FIRST_COMPLETED)
            if starting.done() and isinstance(starting.exception(), rtc.participant.PublishTrackError):
                await asyncio.wait((outcome,), timeout=LOSS_IS_TOLD_WITHIN_S)
            if not outcome.done():
                starting.result()
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)

    def _send_others_out(self, room: rtc.Room, after_s: float) -> None:
        async def send() -> None:
            if await self._is_still_ours(unless_told=True):
                await send_others_out(room, self._session.session_id, self._rooms, after_s)

        self._clearing = asyncio.create_task(send(), name=self._task_name("send out"))

    def _closed_by(self, reason: rtc.DisconnectReason.ValueType, room: rtc.Room) -> EndReason | None:
        """Why a disconnection ends the call; None when it does not."""
        if reason == rtc.DisconnectReason.PARTICIPANT_REMOVED and other_agents(room, self._session.session_id):
            return EndReason.DISPLACED
        return CLOSED_FOR_GOOD.get(reason)

    def _announce_specialist(self) -> None:
        if self._announcements is not None:
            self._announcements.announce(SPECIALIST, self._conversation.specialist)

    async def _release(self, release: Callable[[], Awaitable[None]]) -> None:
        """One part of the call's end; that it hangs or fails must not keep the others from ending."""
        try:
            async with asyncio.timeout(RELEASE_TIMEOUT_S):
                await release()
        except Exception:
            logger.exception("a part of a call did not end well", extra={"session_id": self._session.session_id})

    def _task_name(self, what: str) -> str:
        return f"call:{self._session.session_id}:{what}"


def _has(outcome: asyncio.Future[EndReason | None], *reasons: EndReason | None) -> bool:
    return outcome.done() and not outcome.cancelled() and outcome.result() in reasons


def _is_over_for_all(outcome: asyncio.Future[EndReason | None]) -> bool:
    """Whether nobody stays in the room: neither the connection was lost, nor has a successor come."""
    return outcome.done() and not outcome.cancelled() and not _has(outcome, None, *STAYS_OPEN)
