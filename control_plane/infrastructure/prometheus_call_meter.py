"""The operator's graphs, by Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from control_plane.domain.interfaces.call_meter import CallMeter

ENDS_OF_LEASES = ("broke", "left")
ENDS_OF_RECOVERIES = ("recovered", "no_place", "moved_on", "given_up")
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class PrometheusCallMeter(CallMeter):
    """Keeps a registry of its own, so that two control planes in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        self._tokens = Histogram(
            "parley_control_plane_token_seconds",
            "Time to answer a token request, by outcome: placed, returned or an error's code",
            ["outcome"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._agent_failures = Counter(
            "parley_control_plane_agent_failures",
            "Requests that an agent service did not fulfil, by operation and by what happened instead",
            ["operation", "code"],
            registry=self._registry,
        )
        self._agents = Gauge(
            "parley_control_plane_agents",
            "Agent services, by whether they answered when last asked",
            ["state"],
            registry=self._registry,
        )
        self._lease_refusals = Counter(
            "parley_control_plane_lease_refusals",
            "Connections of replicas that were closed because of what came over them, by what was wrong",
            ["reason"],
            registry=self._registry,
        )
        self._leases_over = Counter(
            "parley_control_plane_leases_over",
            "Replicas that are gone, by how: broke or left",
            ["how"],
            registry=self._registry,
        )
        self._recoveries = Counter(
            "parley_control_plane_recoveries",
            "Attempts to have a lost call carried again, by what came of it",
            ["outcome"],
            registry=self._registry,
        )
        self._moves = Counter(
            "parley_control_plane_moves",
            "Attempts to have a draining replica's call carried on elsewhere, by what came of it",
            ["outcome"],
            registry=self._registry,
        )

        # From zero on: what begins at one has not increased, and no alert hears of it.
        for how in ENDS_OF_LEASES:
            self._leases_over.labels(how)
        for outcome in ENDS_OF_RECOVERIES:
            self._recoveries.labels(outcome)

    def token_answered(self, outcome: str, seconds: float) -> None:
        self._tokens.labels(outcome).observe(seconds)

    def agent_failed(self, operation: str, code: str) -> None:
        self._agent_failures.labels(operation, code).inc()

    def fleet_seen(self, available: int, configured: int) -> None:
        self._agents.labels("available").set(available)
        self._agents.labels("unavailable").set(configured - available)

    def lease_refused(self, reason: str) -> None:
        self._lease_refusals.labels(reason).inc()

    def lease_over(self, how: str) -> None:
        self._leases_over.labels(how).inc()

    def move_tried(self, outcome: str) -> None:
        self._moves.labels(outcome).inc()

    def recovery_tried(self, outcome: str) -> None:
        self._recoveries.labels(outcome).inc()

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
