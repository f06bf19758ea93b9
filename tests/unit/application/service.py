"""The use cases of a whole service, on fakes."""

from application.billing.billing import Billing
from application.billing.bounds import Bounds
from application.billing.caps import Caps
from application.calls.own import CallLimits, OwnCalls
from application.use_cases.check_health import CheckHealth
from application.use_cases.hand_over_call import HandOverCall
from application.use_cases.join_call import JoinCall
from application.use_cases.leave_call import LeaveCall
from application.use_cases.list_sessions import ListSessions
from domain.entities.tariff import Tariff
from infrastructure.persistence.events import InMemoryCallEvents
from infrastructure.persistence.memory import InMemoryCallMemory
from infrastructure.persistence.registry import InMemorySessionRegistry
from infrastructure.persistence.spending import InMemorySpending
from tests.fakes.agent import FakeAgentTeam
from tests.fakes.clock import FakeClock
from tests.fakes.process_load import FakeProcessLoad
from tests.fakes.provider_watch import FakeProviderWatch
from tests.fakes.standing import FakeCallStandings
from tests.fakes.transport import FakeCallTransport

GENEROUS = CallLimits(capacity=3, join_timeout_s=5, bounds=Bounds(3600), stop_timeout_s=5, retention_s=600)


class FakeService:
    """Everything is the product's own but transport, agents and clock.

    :param predecessor: what it remembered of calls is found here.
    """

    def __init__(
        self,
        transport: FakeCallTransport | None = None,
        limits: CallLimits = GENEROUS,
        *,
        team: FakeAgentTeam | None = None,
        tariff: Tariff | None = None,
        caps: Caps | None = None,
        registry: InMemorySessionRegistry | None = None,
        predecessor: "FakeService | None" = None,
    ) -> None:
        self._predecessor = predecessor  # or its calls, which nobody has ended, would be collected in their middle
        self.transport = transport or FakeCallTransport()
        self.team = team or FakeAgentTeam()
        self.memory = predecessor.memory if predecessor else InMemoryCallMemory()
        self.standings = predecessor.standings if predecessor else FakeCallStandings()
        self.registry = registry or InMemorySessionRegistry()
        self.events = InMemoryCallEvents()
        self.clock = predecessor.clock if predecessor else FakeClock()
        self.spending = InMemorySpending()
        self.billing = Billing(
            tariff=tariff or Tariff(self.clock.now.date()),
            caps=caps or Caps(),
            spending=self.spending,
            events=self.events,
            now=self.clock,
        )
        self.load = FakeProcessLoad()
        self.calls = OwnCalls(
            transport=self.transport,
            team=self.team,
            memory=self.memory,
            registry=self.registry,
            events=self.events,
            limits=limits,
            billing=self.billing,
            load=self.load,
            standings=self.standings,
            now=self.clock,
        )
        self.join = JoinCall(calls=self.calls, registry=self.registry, now=self.clock)
        self.hand_over = HandOverCall(calls=self.calls, registry=self.registry)
        self.leave = LeaveCall(calls=self.calls, registry=self.registry)
        self.sessions = ListSessions(registry=self.registry)
        self.providers = FakeProviderWatch()
        self.health = CheckHealth(
            calls=self.calls, is_reachable=self.transport.is_reachable, providers=self.providers
        )
