"""What Prometheus reads, kept up to date from the calls' events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from domain.entities.events import (
    CallEvent,
    CapNeared,
    CapReached,
    Charged,
    SessionChanged,
    ToolCalled,
    TurnCompleted,
    TurnGuessed,
)
from domain.entities.response_time import ResponseTime
from domain.entities.session import Session, Status
from domain.interfaces.calls import Calls
from domain.interfaces.control_plane import LeaseWatch
from domain.interfaces.events import CallEvents
from domain.interfaces.process_load import LoadWatch
from domain.interfaces.provider_watch import ProviderWatch
from presentation.http.cost_metrics import CostMetrics
from presentation.http.lease_metrics import LeaseCollector
from presentation.http.load_metrics import LoadCollector
from presentation.http.provider_metrics import ProviderCollector

RESPONSE_BUCKETS_S = (0.3, 0.5, 0.7, 0.9, 1.2, 1.6, 2.0, 3.0, 5.0)
"""Around the point where a pause is felt."""


PART_BUCKETS_S = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 4.0)


class CallMetrics:
    """Counts in a registry of its own, so that several services fit in one process."""

    def __init__(
        self,
        providers: ProviderWatch | None = None,
        load: LoadWatch | None = None,
        lease: LeaseWatch | None = None,
        calls: Calls | None = None,
    ) -> None:
        self._registry = CollectorRegistry()
        if providers is not None:
            self._registry.register(ProviderCollector(providers))
        if load is not None:
            self._registry.register(LoadCollector(load))
        if lease is not None:
            self._registry.register(LeaseCollector(lease))
        if calls is not None:
            capacity = Gauge("parley_calls_capacity", "Calls that can be carried at once", registry=self._registry)
            capacity.set_function(lambda: calls.capacity)
        self._live = Gauge("parley_calls_live", "Calls being carried", registry=self._registry)
        self._waiting_calls: set[str] = set()
        self._waiting = Gauge(
            "parley_calls_waiting_for_human", "Calls whose caller waits for a person", registry=self._registry
        )
        self._humans_wanted = Counter(
            "parley_humans_wanted", "Calls whose caller has asked for a person", registry=self._registry
        )
        ProcessCollector(registry=self._registry)
        self._started = Counter("parley_calls_started", "Calls begun", registry=self._registry)
        self._ended = Counter("parley_calls_ended", "Calls over", ["reason"], registry=self._registry)
        self._turns = Counter(
            "parley_turns", "Exchanges over", ["specialist", "interrupted"], registry=self._registry
        )
        self._guesses = Counter(
            "parley_answers_ahead",
            "Answers prepared before a turn was surely over",
            ["guess"],
            registry=self._registry,
        )
        self._tools = Counter("parley_tool_calls", "Tools used", ["tool", "outcome"], registry=self._registry)
        self._response = Histogram(
            "parley_response_seconds",
            "From the end of the caller's speech to the first sound of the answer",
            buckets=RESPONSE_BUCKETS_S,
            registry=self._registry,
        )
        self._parts = Histogram(
            "parley_response_part_seconds",
            "The same: until the turn was over, then to the first word, then to its first sound",
            ["part"],
            buckets=PART_BUCKETS_S,
            registry=self._registry,
        )
        self._refused_tokens = Counter(
            "parley_service_tokens_refused",
            "Commands without a good token of a control plane, by what was wrong",
            ["reason"],
            registry=self._registry,
        )
        self._costs = CostMetrics(self._registry)

    @asynccontextmanager
    async def counting(self, events: CallEvents) -> AsyncGenerator[None, None]:
        """Count what happens."""
        counting = asyncio.create_task(self._follow(events), name="metrics")
        try:
            yield
        finally:
            counting.cancel()
            await asyncio.gather(counting, return_exceptions=True)

    def token_refused(self, reason: str) -> None:
        self._refused_tokens.labels(reason).inc()

    def exposition(self) -> bytes:
        """Must be asked for in the event loop."""
        return generate_latest(self._registry)

    async def _follow(self, events: CallEvents) -> None:
        async with events.subscribe() as happening:
            async for event in happening:
                self._count(event)

    def _count(self, event: CallEvent) -> None:
        match event:
            case SessionChanged(session):
                self._count_session(session)
            case TurnCompleted(specialist=specialist, interrupted=interrupted, response=response):
                self._turns.labels(specialist, str(interrupted).lower()).inc()
                if response is not None:
                    self._observe(response)
            case TurnGuessed(was_right=was_right):
                self._guesses.labels("right" if was_right else "wrong").inc()
            case ToolCalled(tool=tool, outcome=outcome):
                self._tools.labels(tool, outcome).inc()
            case Charged() | CapNeared() | CapReached():
                self._costs.count(event)

    def _observe(self, response: ResponseTime) -> None:
        self._response.observe(response.total_ms / 1000)
        parts_ms = {
            "waiting": response.waiting_ms,
            "thinking": response.thinking_ms,
            "speaking": response.speaking_ms,
        }
        for part, took_ms in parts_ms.items():
            self._parts.labels(part).observe(took_ms / 1000)

    def _count_session(self, session: Session) -> None:
        if session.status is Status.JOINING:
            self._started.inc()
            self._live.inc()
        elif not session.is_live:
            self._live.dec()
            self._ended.labels(session.reason or "").inc()
        if session.status is Status.WAITING_FOR_HUMAN:
            self._humans_wanted.inc()
            self._waiting_calls.add(session.session_id)
        else:
            self._waiting_calls.discard(session.session_id)
        self._waiting.set(len(self._waiting_calls))
