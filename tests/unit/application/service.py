"""The use cases of a whole service, on fakes."""

from application.calls import CallLimits, Calls
from application.use_cases.check_health import CheckHealth
from application.use_cases.join_call import JoinCall
from application.use_cases.leave_call import LeaveCall
from application.use_cases.list_sessions import ListSessions
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.registry import InMemorySessionRegistry
from tests.fakes.agent import FakeAgentTeam
from tests.fakes.clock import FakeClock
from tests.fakes.transport import FakeCallTransport

GENEROUS = CallLimits(capacity=3, join_timeout_s=5, call_cap_s=3600, stop_timeout_s=5, retention_s=600)


class FakeService:
    """Everything is the product's own but transport, agents and clock."""

    def __init__(
        self,
        transport: FakeCallTransport | None = None,
        limits: CallLimits = GENEROUS,
        *,
        team: FakeAgentTeam | None = None,
    ) -> None:
        self.transport = transport or FakeCallTransport()
        self.team = team or FakeAgentTeam()
        self.memory = InMemoryCallMemory()
        self.registry = InMemorySessionRegistry()
        self.events = InMemoryCallEvents()
        self.clock = FakeClock()
        self.calls = Calls(
            transport=self.transport,
            team=self.team,
            memory=self.memory,
            registry=self.registry,
            events=self.events,
            limits=limits,
            now=self.clock,
        )
        self.join = JoinCall(calls=self.calls, registry=self.registry, now=self.clock)
        self.leave = LeaveCall(calls=self.calls, registry=self.registry)
        self.sessions = ListSessions(registry=self.registry)
        self.health = CheckHealth(calls=self.calls, transport=self.transport)
