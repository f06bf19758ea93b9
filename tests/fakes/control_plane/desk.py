"""The control plane's use cases over fake agent services and a fake clock."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from control_plane.application.background import Background
from control_plane.application.carrying import Carrying
from control_plane.application.fleet import Fleet
from control_plane.application.picture import Picture
from control_plane.application.placement import Placement
from control_plane.application.places import Places
from control_plane.application.room_locks import RoomLocks
from control_plane.application.use_cases.begin_call import BeginCall, BegunCall, CallWish
from control_plane.application.use_cases.end_call import EndCall
from control_plane.application.use_cases.list_calls import CallPage, ListCalls
from control_plane.application.use_cases.report_health import ReportHealth
from control_plane.application.use_cases.see_call import SeeCall
from control_plane.application.withdrawal import Withdrawal
from control_plane.domain.entities.call import DEFAULT_TENANT, Call
from control_plane.domain.entities.principal import Principal, Proof, Role
from control_plane.domain.interfaces.call_registry import CallFilter, Position
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry
from control_plane.infrastructure.in_memory_replica_registry import InMemoryReplicaRegistry
from control_plane.infrastructure.livekit_user_tokens import LiveKitUserTokens
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.agent_service import FakeAgentService
from tests.fakes.control_plane.call_meter import FakeCallMeter
from tests.fakes.control_plane.clock import FakeClock

API_KEY = "test-key"
API_SECRET = "long-enough-" * 4
SOMEBODY = Principal("anonymous", DEFAULT_TENANT, Role.SUPERADMIN, Proof.NOTHING)
"""At a machine of one's own, where nothing was set up."""


@dataclass
class Desk:
    agents: dict[str, FakeAgent]
    clock: FakeClock
    meter: FakeCallMeter
    calls: InMemoryCallRegistry
    replicas: InMemoryReplicaRegistry
    fleet: Fleet
    begin_call: BeginCall
    see: SeeCall
    end: EndCall
    listing: ListCalls
    report_health: ReportHealth

    async def begin(
        self,
        room: str | None = None,
        identity: str | None = None,
        metadata: Mapping[str, object] | None = None,
        by: Principal = SOMEBODY,
    ) -> BegunCall:
        return await self.begin_call(CallWish(room, identity, metadata or {}), by)

    async def see_call(self, wanted: str, by: Principal = SOMEBODY) -> Call:
        return await self.see(wanted, by)

    async def end_call(self, wanted: str, by: Principal = SOMEBODY) -> Call:
        return await self.end(wanted, by)

    async def list_calls(
        self, wanted: CallFilter, limit: int, after: Position | None = None, by: Principal = SOMEBODY
    ) -> CallPage:
        return await self.listing(wanted, limit, by, after)


@asynccontextmanager
async def open_desk(
    *agents: FakeAgent, names_are_free: bool = True, most_of_tenant: int | None = None
) -> AsyncGenerator[Desk]:
    """All background work is over when it is left."""
    clock, meter, locks = FakeClock(), FakeCallMeter(), RoomLocks()
    service, calls = FakeAgentService(*agents), InMemoryCallRegistry(most_of_tenant=most_of_tenant)
    urls = tuple(service.agents)
    async with Background() as background:
        fleet = Fleet(service, urls, meter, clock.monotonic)
        replicas = InMemoryReplicaRegistry(clock.monotonic)
        picture = Picture(service, urls, calls, replicas, clock.now, clock.monotonic)
        withdrawal = Withdrawal(service, locks, background, pauses_s=(0.0, 0.0))
        placement = Placement(calls, service, fleet, Places(replicas, fleet), withdrawal, meter, clock.now)
        carrying = Carrying(calls, service, placement, locks, background, clock.now)
        tokens = LiveKitUserTokens(API_KEY, API_SECRET, 600, clock.now)
        yield Desk(
            service.agents,
            clock,
            meter,
            calls,
            replicas,
            fleet,
            BeginCall(calls, carrying, picture, tokens, meter, background, clock.now, names_are_free),
            SeeCall(calls, service, picture, replicas, clock.now),
            EndCall(calls, service, picture, locks, clock.now),
            ListCalls(calls, picture),
            ReportHealth(fleet, picture, replicas, calls),
        )
