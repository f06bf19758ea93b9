"""The calls that this process carries, each with its own task from join to end."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from application.billing.billing import Billing
from application.billing.bounds import Bounds
from application.calls.live_call import Journal, LiveCall
from application.calls.retention import Retention
from application.use_cases.voice import VoiceConversation
from domain.entities.session import FIRST_EPOCH, MOVABLE, EndReason, Session, agent_identity
from domain.errors import (
    MediaUnavailable,
    NotMovable,
    ParleyError,
    RoomTaken,
    ServiceBusy,
    ServiceDraining,
    ServiceFull,
    SessionNotFound,
    StaleEpoch,
)
from domain.interfaces.agent import AgentTeam
from domain.interfaces.calls import Calls
from domain.interfaces.events import CallEvents
from domain.interfaces.memory import CallMemory
from domain.interfaces.process_load import ProcessLoad
from domain.interfaces.progress import AnswerProgress
from domain.interfaces.registry import SessionRegistry
from domain.interfaces.standing import CallStandings
from domain.interfaces.transport import CallTransport, CarriedCall

logger = logging.getLogger(__name__)

OFTEN = 0.9
"""Of the time. A process that is late now and then, as when a call begins, is not busy."""

RESUMED_WITHIN_S = 2.0
"""It takes some milliseconds, in which the caller hears nothing."""

GOODBYE_S = 60.0
"""From the moment that a call may cost no more to its end. The goodbye comes after the answer that was being made,
or with the caller's next turn, which takes less; a caller who then talks on, or never speaks again, is cut off."""


@dataclass(frozen=True, slots=True)
class CallLimits:
    """What one process and one call may take.

    :ivar capacity: calls at once.
    :ivar join_timeout_s: to get into the room; the contract answers a join within 5 s.
    :ivar bounds: what a call may take; it ends with a goodbye.
    :ivar longest_lag_s: a process that is later than this, one time in ten, takes no more calls.
    :ivar stop_timeout_s: for all calls to end when the service stops.
    :ivar retention_s: how long an ended session and its memory can be asked for.
    """

    capacity: int
    join_timeout_s: float
    bounds: Bounds
    stop_timeout_s: float
    retention_s: float
    longest_lag_s: float = 0.1


class OwnCalls(Calls):
    """Carries them in this process's event loop."""

    def __init__(
        self,
        *,
        transport: CallTransport,
        team: AgentTeam,
        memory: CallMemory,
        registry: SessionRegistry,
        events: CallEvents,
        limits: CallLimits,
        billing: Billing,
        load: ProcessLoad,
        progress: AnswerProgress | None = None,
        standings: CallStandings | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport = transport
        self._team = team
        self._memory = memory
        self._retention = Retention(registry, limits.retention_s, now, forget=(team.forget, memory.forget))
        self._journal = Journal(registry, events, now)
        self._limits = limits
        self._billing = billing
        self._load = load
        self._progress = progress
        self._standings = standings
        self._now = now
        self._live: dict[str, LiveCall] = {}
        self._stopping = False

    @property
    def live_count(self) -> int:
        return len(self._live)

    @property
    def capacity(self) -> int:
        return self._limits.capacity

    @property
    def is_busy(self) -> bool:
        """Without any call it is the machine that is late: a call in a bad line is better than none."""
        return self.live_count > 0 and self.lag_s > self._limits.longest_lag_s

    @property
    def lag_s(self) -> float:
        return self._load.lag_s(OFTEN)

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def carries(self, session_id: str) -> bool:
        return session_id in self._live

    async def admit(self, session: Session) -> None:
        await self._billing.admit(session.tenant)
        if self._stopping:
            raise ServiceDraining
        if session.session_id in self._live:
            raise RoomTaken(session.room)
        if self.live_count >= self._limits.capacity:
            raise ServiceFull(self._limits.capacity)
        if self.is_busy:
            raise ServiceBusy(self.lag_s)
        call = LiveCall(session, self._billing.open(session), self._journal)
        self._live[session.session_id] = call
        try:
            await call.change(session)
        except BaseException:
            del self._live[session.session_id]
            raise
        call.task = asyncio.create_task(self._carry(call), name=f"call:{session.session_id}:life")

    async def joined(self, session_id: str) -> Session:
        call = self._live.get(session_id)
        if call is None:
            raise SessionNotFound(session_id)
        await asyncio.shield(call.joined)
        if call.carried is not None and call.session.is_succession and not call.session.is_standby:
            await call.carried.until_heard()
        return call.session

    async def hand_over(self, session_id: str, *, epoch: int, successor_epoch: int, within_s: float) -> None:
        call = self._live.get(session_id)
        if call is None:
            raise SessionNotFound(session_id)
        if call.session.epoch != epoch:
            raise StaleEpoch(epoch, call.session.epoch)
        if call.carried is None or call.session.status not in MOVABLE:
            raise NotMovable(f"it is {call.session.status}")
        await call.carried.hand_over(agent_identity(session_id, successor_epoch), within_s)
        if call.task is not None:
            await asyncio.wait([call.task])

    async def end(self, session_id: str, reason: EndReason) -> None:
        call = self._live.get(session_id)
        if call is None:
            return
        await call.begin_to_end(reason)
        if call.task is not None:
            await asyncio.wait([call.task])

    def drain(self) -> None:
        self._stopping = True

    async def wait_empty(self) -> None:
        while self._live:
            tasks = [call.task for call in self._live.values() if call.task is not None]
            await (asyncio.wait(tasks) if tasks else asyncio.sleep(0))  # one that is being admitted has none yet

    async def stop(self) -> None:
        self._stopping = True
        calls = tuple(self._live.values())
        for call in calls:
            await call.begin_to_end(EndReason.SERVICE_STOPPED)
        tasks = [call.task for call in calls if call.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._limits.stop_timeout_s)
            for task in late:
                logger.warning("a call did not end in time: cancelled", extra={"task": task.get_name()})
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _warm(self) -> None:
        """Beside the joining, which takes as long: the first turn finds its connections open."""
        made = await asyncio.gather(self._transport.warm(), self._team.warm(), return_exceptions=True)
        for error in made:
            if isinstance(error, Exception):
                logger.warning("a provider could not be made ready: %s", type(error).__name__)

    async def _carry(self, call: LiveCall) -> None:
        session_id = call.session.session_id
        try:
            call.warming = asyncio.create_task(self._warm(), name=f"call:{session_id}:warm")
            await self._retention.forget_expired()
            carried = await self._join(call)
            reason = await self._follow(call, carried)
            await call.finish(reason)
        except asyncio.CancelledError:
            await call.finish(EndReason.SERVICE_STOPPED)
            raise
        except ParleyError as error:
            logger.warning("call failed: %s", error, extra={"session_id": session_id})
            call.fail_to_join(error)
            await call.finish(EndReason.MEDIA_UNAVAILABLE)
        except Exception:
            logger.exception("call failed", extra={"session_id": session_id})
            await call.finish(EndReason.PIPELINE_FAILED)
        finally:
            del self._live[session_id]
            call.fail_to_join(MediaUnavailable("the call could not be set up: the service's log says why"))
            if call.carried is not None:
                call.carried.hang_up(EndReason.PIPELINE_FAILED)  # which changes nothing for one that has ended
            if call.warming is not None:
                call.warming.cancel()
                await asyncio.wait([call.warming])

    async def _join(self, call: LiveCall) -> CarriedCall:
        session = call.session
        call.conversation = VoiceConversation(
            session.session_id,
            session.epoch,
            team=self._team,
            memory=self._memory,
            on_turn=call.record,
            on_act=call.notice,
            on_guess=call.guessed,
            on_taken_over=call.take_over,
            meter=call.meter,
            bounds=self._limits.bounds,
            progress=self._progress,
            standings=self._standings,
            began_at=session.started_at,
            now=self._now,
        )
        if session.epoch > FIRST_EPOCH and not session.is_standby:
            await self._resume(call, call.conversation)
        try:
            async with asyncio.timeout(self._limits.join_timeout_s):
                carried = await self._transport.carry(session, call.conversation)
        except TimeoutError as error:
            raise MediaUnavailable(
                f"the LiveKit server did not let the agent in within {self._limits.join_timeout_s:g} s"
            ) from error
        await call.is_in_its_room(carried)
        return carried

    async def _resume(self, call: LiveCall, conversation: VoiceConversation) -> None:
        """From where another owner left it. Where that cannot be read, the call begins anew: better than none."""
        try:
            async with asyncio.timeout(RESUMED_WITHIN_S):
                await conversation.resume()
        except StaleEpoch:
            raise
        except Exception:
            logger.exception("a call cannot be gone on with", extra={"session_id": call.session.session_id})
        call.go_on(conversation)

    async def _follow(self, call: LiveCall, carried: CarriedCall) -> EndReason:
        try:
            async with asyncio.timeout(self._longest_s(call)) as limit:
                call.meter.on_spent = lambda: _shorten(limit, GOODBYE_S)
                call.on_taken_over = lambda: _reschedule(limit, self._longest_s(call))
                if call.meter.is_spent:
                    call.meter.on_spent()
                return await carried.wait_ended()
        except TimeoutError:
            is_spent = call.meter.is_spent
            await call.begin_to_end(EndReason.COST_CAP if is_spent else EndReason.TIME_CAP)
            return await carried.wait_ended()
        finally:
            call.meter.on_spent = call.on_taken_over = lambda: None

    def _longest_s(self, call: LiveCall) -> float | None:
        """A caller who talks on when it was said that the call has to end is cut off."""
        cap_s = self._limits.bounds.length_s
        lasted_s = call.conversation.lasted_s if call.conversation is not None else 0.0
        return None if cap_s is None else max(0.0, cap_s - lasted_s) + GOODBYE_S


def _reschedule(limit: asyncio.Timeout, seconds: float | None) -> None:
    if not limit.expired():
        limit.reschedule(None if seconds is None else asyncio.get_running_loop().time() + seconds)


def _shorten(limit: asyncio.Timeout, seconds: float) -> None:
    """Let it end so soon, if it does not end sooner."""
    if not limit.expired():
        soon = asyncio.get_running_loop().time() + seconds
        limit.reschedule(min(soon, limit.when() or soon))
