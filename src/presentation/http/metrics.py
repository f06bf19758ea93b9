"""What Prometheus reads, kept up to date from the calls' events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry, Counter, ProcessCollector, generate_latest

from domain.entities.events import (
    CallEvent,
    CapNeared,
    CapReached,
    Charged,
    HumanAskedFor,
    SessionChanged,
    ToolCalled,
    TurnCompleted,
    TurnGuessed,
)
from domain.interfaces.calls import Calls
from domain.interfaces.control_plane import LeaseWatch
from domain.interfaces.events import CallEvents
from domain.interfaces.process_load import LoadWatch
from domain.interfaces.provider_watch import ProviderWatch
from presentation.http.cost_metrics import CostMetrics
from presentation.http.lease_metrics import LeaseCollector
from presentation.http.load_metrics import LoadCollector
from presentation.http.provider_metrics import ProviderCollector
from presentation.http.session_metrics import SessionMetrics
from presentation.http.turn_metrics import TurnMetrics


class CallMetrics:
    """Counts in a registry of its own, so that several services fit in one process."""

    def __init__(
        self,
        calls: Calls,
        providers: ProviderWatch | None = None,
        load: LoadWatch | None = None,
        lease: LeaseWatch | None = None,
    ) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        if providers is not None:
            self._registry.register(ProviderCollector(providers))
        if load is not None:
            self._registry.register(LoadCollector(load))
        if lease is not None:
            self._registry.register(LeaseCollector(lease))
        self._sessions = SessionMetrics(self._registry, calls)
        self._turns = TurnMetrics(self._registry)
        self._costs = CostMetrics(self._registry)
        self._refused_tokens = Counter(
            "parley_service_tokens_refused",
            "Commands without a good token of a control plane, by what was wrong",
            ["reason"],
            registry=self._registry,
        )

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
            case SessionChanged() | HumanAskedFor():
                self._sessions.count(event)
            case TurnCompleted() | TurnGuessed() | ToolCalled():
                self._turns.count(event)
            case Charged() | CapNeared() | CapReached():
                self._costs.count(event)
