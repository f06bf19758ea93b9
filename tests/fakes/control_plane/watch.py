"""Replicas that hold leases, watched by a control plane: all of it in one event loop and by its clock."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from control_plane.application.background import Background
from control_plane.application.fleet import Fleet
from control_plane.application.learning import Learning
from control_plane.application.places import Places
from control_plane.application.reconciling.emptying import Emptying
from control_plane.application.reconciling.move import Move
from control_plane.application.reconciling.reconciler import Reconciler
from control_plane.application.reconciling.recovery import Recovery
from control_plane.application.reconciling.sweep import Sweep
from control_plane.application.reconciling.weighing import Weighing
from control_plane.application.use_cases.hold_lease import HoldLease, Lease, LeaseAnswer
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.replica import LeaseReport, Report
from control_plane.domain.interfaces.alarm import Alarm
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.leadership import Leadership
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry
from control_plane.domain.interfaces.scale_in import ScaleIn
from control_plane.infrastructure.in_memory_alarm import InMemoryAlarm
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from control_plane.infrastructure.sole_leadership import SoleLeadership
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.agent_service import FakeAgentService
from tests.fakes.control_plane.call_meter import FakeCallMeter

BEAT_S = 0.5
CONFIGURED = ("http://configured:8000",)
"""Nothing is there, as where the default of `agent_urls` is left and all replicas hold leases."""
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def now() -> datetime:
    return BEGAN + timedelta(seconds=asyncio.get_running_loop().time())


@dataclass
class FakeReplica:
    """An agent service that reports what it carries, each half second and when a test says so.

    :ivar untold: sessions that have ended, and for which a report has no room yet.
    """

    agent: FakeAgent
    hold_lease: HoldLease
    replica_id: str
    incarnation: str = "i1"
    draining: bool = False
    answer: LeaseAnswer | None = None
    lease: Lease = field(init=False)
    _beating: asyncio.Task[None] | None = None
    told_ended: set[str] = field(default_factory=set[str])
    untold: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.lease = self.hold_lease()

    async def report(self) -> LeaseAnswer:
        said = Report(
            self.replica_id, self.agent.url, self.incarnation, "0.1.0", self.agent.capacity, 0.0, self.draining
        )
        live = {each.session_id for each in self.agent.live()}
        self.told_ended -= live
        left_out = self.told_ended | self.untold
        sessions = [each for each in self.agent.sessions.values() if each.session_id not in left_out]
        ended = {each.session_id for each in sessions} - live
        self.answer = await self.lease.renew(LeaseReport(said, tuple(sessions), bool(self.untold)))
        if self.answer.learnt:
            self.told_ended |= ended
        for call_id in self.answer.stale:
            self.agent.end(call_id, "displaced")
        return self.answer

    async def start(self) -> None:
        await self.report()
        self._beating = asyncio.create_task(self._beat())

    def freeze(self) -> None:
        """Its connection stays."""
        if self._beating:
            self._beating.cancel()

    def die(self) -> None:
        """Its connection breaks, and it takes no more commands."""
        self.freeze()
        self.agent.manner = "dead"
        self.lease.broke()

    def reconnect(self) -> None:
        self.lease.broke()
        self.lease = self.hold_lease()

    def restart(self, incarnation: str) -> None:
        """A new process at the same address, with nothing in it."""
        self.agent.sessions.clear()
        self.agent.manner = "well"
        self.incarnation = incarnation
        self.lease = self.hold_lease()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await self.report()


@dataclass
class Watch:
    replicas: ReplicaRegistry
    calls: CallRegistry
    meter: FakeCallMeter
    agents: FakeAgentService
    hold_lease: HoldLease
    recovery: Recovery
    reconciler: Reconciler
    started: list[FakeReplica] = field(default_factory=list[FakeReplica])

    async def start(self, name: str, capacity: int = 10) -> FakeReplica:
        agent = FakeAgent(f"http://{name}:8000", capacity)
        self.agents.agents[agent.url] = agent
        replica = FakeReplica(agent, self.hold_lease, name)
        await replica.start()
        self.started.append(replica)
        return replica

    async def begin(self, replica: FakeReplica, call_id: str = "c1") -> Call:
        """A call that is carried there, and that has been told."""
        session = replica.agent.carry(f"room-{call_id}", "ann", call_id)
        call = Call(call_id, session.room, "ann", now(), now(), metadata={"language": "en"})
        await self.calls.save(call.carried(replica.agent.url, session, now()))
        await replica.report()
        return await self.seen(call_id)

    async def start_two(self) -> tuple[FakeReplica, FakeReplica]:
        """The first one carries a call."""
        a, b = await self.start("a"), await self.start("b")
        await self.begin(a)
        return a, b

    async def seen(self, call_id: str = "c1") -> Call:
        call = await self.calls.find(call_id)
        assert call
        return call

    async def is_carried_by(self, replica: FakeReplica, call_id: str = "c1") -> bool:
        call = await self.seen(call_id)
        return call.agent == replica.agent.url and call.status is CallStatus.ACTIVE


@asynccontextmanager
async def open_watch(
    calls: CallRegistry | None = None,
    replicas: ReplicaRegistry | None = None,
    alarm: Alarm | None = None,
    leadership: Leadership | None = None,
    agents: FakeAgentService | None = None,
    scale_in: ScaleIn | None = None,
) -> AsyncGenerator[Watch]:
    """One control plane; what is not given it has for itself."""
    meter, service = FakeCallMeter(), agents or FakeAgentService()
    calls = calls or InMemoryCallRegistry()
    replicas = replicas or InMemoryReplicaRegistry(asyncio.get_running_loop().time)
    alarm = alarm or InMemoryAlarm()
    async with Background(grace_s=1.0) as background:
        places = Places(replicas, Fleet(service, CONFIGURED, meter, asyncio.get_running_loop().time))
        recovery = Recovery(calls, service, places, now)
        hold_lease = HoldLease(replicas, Learning(calls, service, now), alarm, meter, background)
        lead = leadership or SoleLeadership()
        reconciler = Reconciler(
            replicas,
            calls,
            recovery,
            Sweep(calls, replicas, CONFIGURED, now),
            Emptying(calls, Move(calls, service, replicas, now), background, meter),
            lead,
            alarm,
            background,
            meter,
            now,
            Weighing(scale_in, background, asyncio.get_running_loop().time) if scale_in else None,
        )
        async with reconciler:
            watch = Watch(replicas, calls, meter, service, hold_lease, recovery, reconciler)
            yield watch
            for replica in watch.started:
                replica.freeze()
