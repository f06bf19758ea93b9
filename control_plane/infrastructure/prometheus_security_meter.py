"""The operator's graphs of who means harm, by Prometheus."""

from prometheus_client import CollectorRegistry, Counter, generate_latest

from control_plane.domain.interfaces.security_meter import SecurityMeter

PREFIX = "parley_control_plane_"


class PrometheusSecurityMeter(SecurityMeter):
    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        self._limited = Counter(
            f"{PREFIX}requests_limited",
            "Requests refused as too many, by which limit",
            ["by"],
            registry=self._registry,
        )
        self._locally = Counter(
            f"{PREFIX}limits_counted_locally",
            "Requests that this process counted by itself, as Redis did not answer",
            registry=self._registry,
        )
        self._lost = Counter(
            f"{PREFIX}audit_lost", "Audit records that were not kept, by where", ["trail"], registry=self._registry
        )
        self._webhooks = Counter(
            f"{PREFIX}webhooks",
            "Events of the media server, by what came of them",
            ["outcome"],
            registry=self._registry,
        )

    def request_limited(self, by: str) -> None:
        self._limited.labels(by).inc()

    def limit_counted_locally(self) -> None:
        self._locally.inc()

    def audit_lost(self, trail: str, records: int) -> None:
        self._lost.labels(trail).inc(records)

    def webhook_came(self, outcome: str) -> None:
        self._webhooks.labels(outcome).inc()

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
