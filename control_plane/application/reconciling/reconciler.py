"""The loop that compares what should be with what is."""

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from control_plane.application.background import Background
from control_plane.application.cancelling import cancel
from control_plane.application.reconciling.backoff import Backoff
from control_plane.application.reconciling.emptying import Emptying
from control_plane.application.reconciling.pace import Pace
from control_plane.application.reconciling.recovery import Recovery
from control_plane.application.reconciling.sweep import Sweep
from control_plane.application.reconciling.weighing import Weighing
from control_plane.domain.entities.call import Call
from control_plane.domain.entities.replica import Replica
from control_plane.domain.errors import ControlPlaneError, RegistryUnavailable
from control_plane.domain.interfaces.alarm import Alarm
from control_plane.domain.interfaces.call_meter import CallMeter
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.leadership import Leadership
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

logger = logging.getLogger(__name__)
LOOKS_EVERY_S = 0.25
"""Also the longest that a lost ring costs."""
SETTLES_S = 3.0
"""Replicas are heard of through control planes. When one of those, or what they share, was away, leases ran out
that nobody could renew: replicas get this long to be heard of again. A connection that breaks needs no such doubt.
"""
FIRST_SWEEP_S = 10.0
"""Counts from the same moment as `SETTLES_S`; longer, as replicas that were refused try again only every five
seconds.
"""
SWEEPS_EVERY_S = 300.0
STALLED_S = 1.0
"""A control plane that looks so late has not heard replicas meanwhile either."""


@dataclass(slots=True)
class Reconciler:
    """Runs from when it is entered until it is left. Of several control planes, the one that leads acts.

    :ivar weighing: None where nobody takes replicas away.
    """

    replicas: ReplicaRegistry
    calls: CallRegistry
    recovery: Recovery
    sweep: Sweep
    emptying: Emptying
    leadership: Leadership
    alarm: Alarm
    background: Background
    meter: CallMeter
    now: Callable[[], datetime]
    weighing: Weighing | None = None
    pace: Pace = field(default_factory=lambda: Pace(per_second=500, at_once=64))
    _leader: int | None = field(default=None, init=False)
    _looked_s: float = field(default=float("-inf"), init=False)
    _settled_s: float = field(default=float("inf"), init=False)
    _sweeps_s: float = field(default=float("inf"), init=False)
    _under_way: set[str] = field(default_factory=set[str], init=False)
    _backoff: Backoff = field(init=False)
    _sweeping: asyncio.Task[None] | None = field(default=None, init=False)
    _running: asyncio.Task[None] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._backoff = Backoff(_clock)

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run(), name="calls:reconcile")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running:
            await cancel(self._running)
        with suppress(RegistryUnavailable):
            await self.leadership.resign()

    async def _run(self) -> None:
        while True:
            try:
                await self._look()
            except RegistryUnavailable:
                if self._leader is not None:
                    logger.warning("calls are not watched: the registry does not answer")
                self._leader = None
            except Exception:
                logger.exception("looking after calls failed: it goes on")
            await self.alarm.wait(LOOKS_EVERY_S)

    async def _look(self) -> None:
        leader = await self.leadership.take()
        now_s = _clock()
        if leader is not None and (leader != self._leader or now_s - self._looked_s > STALLED_S):
            logger.info("looking after calls leader=%d", leader)
            self._settled_s = now_s + SETTLES_S
            self._sweeps_s = now_s + FIRST_SWEEP_S
        if leader is not None and leader != self._leader:
            self._begin_to_lead()
        self._leader, self._looked_s = leader, now_s
        if leader is None:
            return
        leaving = await self.replicas.leaving()
        await self._lose_calls_of(leaving, leader)
        await self.emptying.look(leaving, leader)
        if self.weighing and self.weighing.is_due:
            self.weighing.look(await self.replicas.all())
        if now_s >= self._sweeps_s and (self._sweeping is None or self._sweeping.done()):
            self._sweeps_s = now_s + SWEEPS_EVERY_S
            self._sweeping = self.background.start("calls:sweep", self.sweep(leader))
        recovering = await self.calls.recovering()
        self._backoff.keep_only({call.call_id for call in recovering} | self._under_way)
        for call in recovering:
            if call.call_id not in self._under_way and self._backoff.is_due(call.call_id):
                self._under_way.add(call.call_id)
                self.background.start(f"call:{call.call_id}:recover", self._recover(call, leader))

    def _begin_to_lead(self) -> None:
        """What this one tried and told when it led before says nothing of what others have done since."""
        self._backoff = Backoff(_clock)
        self.emptying.begin_anew()
        if self.weighing:
            self.weighing.begin_anew()

    async def _lose_calls_of(self, replicas: Collection[Replica], leader: int) -> None:
        """Every call of a replica that is gone waits for another one from now on."""
        for replica in replicas:
            is_certain = replica.broken or _clock() >= self._settled_s
            if replica.is_alive or not is_certain:
                continue
            lost = await self.calls.carried_by(replica.url)
            at = self.now()
            await asyncio.gather(*(self.calls.exchange(call, call.lost(at), leader) for call in lost))
            if lost:
                logger.warning("calls lost replica=%s calls=%d", replica.replica_id, len(lost))

    async def _recover(self, call: Call, leader: int) -> None:
        outcome = "internal"
        try:
            async with self.pace.turn():
                if self._backoff.is_hopeless(call.call_id):
                    outcome = await self.recovery.give_up(call, leader)
                else:
                    outcome = await self.recovery.recover(call, leader)
        except ControlPlaneError as error:
            outcome = error.code
        finally:
            if outcome != "recovered":
                self._backoff.failed(call.call_id)
            self._under_way.discard(call.call_id)
            self.meter.recovery_tried(outcome)


def _clock() -> float:
    return asyncio.get_running_loop().time()
