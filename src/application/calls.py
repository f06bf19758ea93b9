"""The calls that this process carries, each with its own task from join to end."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from application.billing.billing import Billing
from application.billing.bounds import Bounds
from application.billing.meter import CallMeter
from application.use_cases.voice import VoiceConversation
from domain.entities.events import SessionChanged, ToolCalled, TurnCompleted, TurnGuessed
from domain.entities.reply import HumanWanted, ToolUsed
from domain.entities.response_time import ResponseTime
from domain.entities.session import EndReason, Session, Status
from domain.entities.turn import Turn
from domain.errors import MediaUnavailable, ParleyError, ServiceBusy, ServiceDraining, ServiceFull, SessionNotFound
from domain.interfaces.agent import AgentTeam
from domain.interfaces.events import CallEvents
from domain.interfaces.memory import CallMemory
from domain.interfaces.process_load import ProcessLoad
from domain.interfaces.registry import SessionRegistry
from domain.interfaces.transport import CallTransport, CarriedCall

logger = logging.getLogger(__name__)

FAILURES = frozenset({EndReason.MEDIA_UNAVAILABLE, EndReason.PIPELINE_FAILED})
"""Reasons that make an end a failure."""


OFTEN = 0.9
"""Of the time. A process that is late now and then, as when a call begins, is not busy."""

GOODBYE_S = 60.0
"""From the moment that a call may cost no more to its end. The goodbye comes after the answer that was being made,
or with the caller's next turn, which takes less; who then talks on, or never speaks again, is cut off."""


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


class Calls:
    """Begins, follows and ends calls. A session's state is written here and nowhere else."""

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
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport = transport
        self._team = team
        self._memory = memory
        self._registry = registry
        self._events = events
        self._limits = limits
        self._billing = billing
        self._load = load
        self._now = now
        self._live: dict[str, _LiveCall] = {}
        self._stopping = False

    @property
    def live_count(self) -> int:
        return len(self._live)

    @property
    def capacity(self) -> int:
        return self._limits.capacity

    @property
    def is_busy(self) -> bool:
        """Whether one more call would be heard by all. Without any it is the machine that is: a call in a bad line
        is better than none.
        """
        return self.live_count > 0 and self.lag_s > self._limits.longest_lag_s

    @property
    def lag_s(self) -> float:
        """How late the process is with what is due, one time in ten."""
        return self._load.lag_s(OFTEN)

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    async def admit(self, session: Session) -> None:
        """Begin a call: from here on it is counted and listed. `joined` tells how it went.

        :raises ServiceFull: try later.
        :raises ServiceBusy: the same.
        :raises ServiceDraining: the service is stopping.
        :raises TenantSpent: its tenant has no more to spend today.
        """
        await self._billing.admit(session.tenant)
        if self._stopping:
            raise ServiceDraining
        if self.live_count >= self._limits.capacity:
            raise ServiceFull(self._limits.capacity)
        if self.is_busy:
            raise ServiceBusy(self.lag_s)
        call = _LiveCall(session, self._billing.open(session))
        self._live[session.session_id] = call
        try:
            await self._change(call, session)
        except BaseException:
            del self._live[session.session_id]
            raise
        call.task = asyncio.create_task(self._carry(call), name=f"call:{session.session_id}:life")

    async def joined(self, session_id: str) -> Session:
        """Wait until an admitted call is in its room.

        :raises MediaUnavailable: it did not get there; nothing is left of it but its failed session.
        :raises SessionNotFound: no such call, or it is over.
        """
        call = self._live.get(session_id)
        if call is None:
            raise SessionNotFound(session_id)
        await asyncio.shield(call.joined)
        return call.session

    async def end(self, session_id: str, reason: EndReason) -> None:
        """End a call and wait until nothing of it is left. A call that is not live is no error."""
        call = self._live.get(session_id)
        if call is None:
            return
        await self._begin_to_end(call, reason)
        if call.task is not None:
            await asyncio.wait([call.task])

    async def stop(self) -> None:
        """Take no more calls and end all of them, within the stop timeout."""
        self._stopping = True
        calls = tuple(self._live.values())
        for call in calls:
            await self._begin_to_end(call, EndReason.SERVICE_STOPPED)
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

    async def _carry(self, call: "_LiveCall") -> None:
        session_id = call.session.session_id
        try:
            call.warming = asyncio.create_task(self._warm(), name=f"call:{session_id}:warm")
            await self._forget_expired()
            carried = await self._join(call)
            reason = await self._follow(call, carried)
            await self._finish(call, reason)
        except asyncio.CancelledError:
            await self._finish(call, EndReason.SERVICE_STOPPED)
            raise
        except ParleyError as error:
            logger.warning("call failed: %s", error, extra={"session_id": session_id})
            call.fail_to_join(error)
            await self._finish(call, EndReason.MEDIA_UNAVAILABLE)
        except Exception:
            logger.exception("call failed", extra={"session_id": session_id})
            await self._finish(call, EndReason.PIPELINE_FAILED)
        finally:
            del self._live[session_id]
            call.fail_to_join(MediaUnavailable("the call could not be set up: the service's log says why"))
            if call.carried is not None:
                call.carried.hang_up(EndReason.PIPELINE_FAILED)  # which changes nothing for one that has ended

    async def _join(self, call: "_LiveCall") -> CarriedCall:
        session = call.session
        call.conversation = VoiceConversation(
            session.session_id,
            session.epoch,
            team=self._team,
            memory=self._memory,
            on_turn=lambda turn, response: self._record(call, turn, response),
            on_act=lambda act: self._notice(call, act),
            on_guess=lambda was_right: self._events.publish(
                TurnGuessed(session.session_id, was_right, self._now())
            ),
            meter=call.meter,
            bounds=self._limits.bounds,
        )
        try:
            async with asyncio.timeout(self._limits.join_timeout_s):
                carried = await self._transport.carry(session, call.conversation)
        except TimeoutError as error:
            raise MediaUnavailable(
                f"the LiveKit server did not let the agent in within {self._limits.join_timeout_s:g} s"
            ) from error
        call.carried = carried
        if call.ending is None:
            await self._change(call, call.session.become(Status.ACTIVE))
        else:
            carried.hang_up(call.ending)
        call.joined.set_result(None)
        return carried

    async def _follow(self, call: "_LiveCall", carried: CarriedCall) -> EndReason:
        try:
            async with asyncio.timeout(self._longest_s()) as limit:
                call.meter.on_spent = lambda: _shorten(limit, GOODBYE_S)
                if call.meter.is_spent:
                    call.meter.on_spent()
                return await carried.wait_ended()
        except TimeoutError:
            is_spent = call.meter.is_spent
            await self._begin_to_end(call, EndReason.COST_CAP if is_spent else EndReason.TIME_CAP)
            return await carried.wait_ended()
        finally:
            call.meter.on_spent = lambda: None

    def _longest_s(self) -> float | None:
        """Who talks on when it was said that the call has to end is cut off."""
        cap_s = self._limits.bounds.length_s
        return None if cap_s is None else cap_s + GOODBYE_S

    async def _begin_to_end(self, call: "_LiveCall", reason: EndReason) -> None:
        if call.ending is not None or not call.session.is_live:
            return
        call.ending = reason
        await self._change(call, call.session.become(Status.LEAVING))
        if call.carried is not None:
            call.carried.hang_up(reason)

    async def _finish(self, call: "_LiveCall", reason: EndReason) -> None:
        await self._close_bill(call)
        if reason in FAILURES:
            await self._change(call, call.session.end(Status.FAILED, reason, self._now()))
            return
        if call.session.status is not Status.LEAVING:
            await self._change(call, call.session.become(Status.LEAVING))
        await self._change(call, call.session.end(Status.ENDED, reason, self._now()))

    async def _close_bill(self, call: "_LiveCall") -> None:
        try:
            if call.conversation is not None:
                await call.conversation.end()
        except Exception:
            logger.exception("a call's last costs were not kept", extra={"session_id": call.session.session_id})
        call.session = replace(call.session, bill=call.meter.bill)

    async def _record(self, call: "_LiveCall", turn: Turn, response: ResponseTime | None) -> None:
        call.session = replace(call.session, bill=call.meter.bill)
        if turn.said:
            call.session = call.session.after_turn(turn.specialist)
        await self._registry.save(call.session)
        session_id = call.session.session_id
        if response is not None:
            logger.info("%s", response, extra={"session_id": session_id})
        self._events.publish(TurnCompleted(session_id, turn.specialist, turn.interrupted, self._now(), response))

    async def _notice(self, call: "_LiveCall", act: ToolUsed | HumanWanted) -> None:
        session_id = call.session.session_id
        if isinstance(act, ToolUsed):
            logger.info("tool %s: %s", act.name, act.outcome, extra={"session_id": session_id})
            self._events.publish(ToolCalled(session_id, act.name, act.outcome, self._now()))
        elif call.session.status is Status.ACTIVE:  # who waits already, or is leaving, changes nothing
            await self._change(call, call.session.become(Status.WAITING_FOR_HUMAN))

    async def _change(self, call: "_LiveCall", session: Session) -> None:
        call.session = session
        await self._registry.save(session)
        if call.carried is not None and call.ending is None:
            call.carried.announce(session.status)
        logger.info("call is %s", session.status, extra={"session_id": session.session_id, "room": session.room})
        self._events.publish(SessionChanged(session, self._now()))

    async def _forget_expired(self) -> None:
        horizon = self._now() - timedelta(seconds=self._limits.retention_s)
        for session in await self._registry.all():
            if session.ended_at is not None and session.ended_at < horizon:
                await self._team.forget(session.session_id)
                await self._memory.forget(session.session_id)
                await self._registry.drop(session.session_id)


class _LiveCall:
    """A call's session as it is now, and what keeps it going."""

    def __init__(self, session: Session, meter: CallMeter) -> None:
        self.session = session
        self.meter = meter
        self.conversation: VoiceConversation | None = None
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.task: asyncio.Task[None] | None = None
        self.warming: asyncio.Task[None] | None = None
        self.carried: CarriedCall | None = None
        self.ending: EndReason | None = None

    def fail_to_join(self, error: ParleyError) -> None:
        if not self.joined.done():
            self.joined.set_exception(error)
            self.joined.exception()  # nobody may be waiting, and that is no error


def _shorten(limit: asyncio.Timeout, seconds: float) -> None:
    """Let it end so soon, if it does not end sooner."""
    if not limit.expired():
        soon = asyncio.get_running_loop().time() + seconds
        limit.reschedule(min(soon, limit.when() or soon))
