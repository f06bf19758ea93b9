"""How late an event loop is, from the histogram that an agent service exports."""

from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families

HISTOGRAM = "parley_event_loop_lag_seconds"
P99 = 0.99
MS = 1000


@dataclass(frozen=True, slots=True)
class Lags:
    """:ivar counts: how many were at most so many seconds; the last bound is infinite."""

    counts: dict[float, float]

    def p99_ms_since(self, before: "Lags") -> float | None:
        """The bound that 99 % of the newer ones are within, by the straight line between two buckets; None when
        there are none.
        """
        counts = {bound: count - before.counts.get(bound, 0.0) for bound, count in sorted(self.counts.items())}
        total = max(counts.values(), default=0.0)
        lower, fewer = 0.0, 0.0
        for bound, count in counts.items():
            if total and count >= P99 * total:
                share = (P99 * total - fewer) / (count - fewer)
                return (lower if bound == float("inf") else lower + share * (bound - lower)) * MS
            lower, fewer = bound, count
        return None


async def lags(metrics_url: str) -> Lags:
    """As of now; empty where there is no such histogram, or nothing of the kind."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(metrics_url)
    return Lags(
        {
            float(sample.labels["le"]): sample.value
            for family in text_string_to_metric_families(answer.text if answer.is_success else "")
            for sample in family.samples
            if sample.name == f"{HISTOGRAM}_bucket"
        }
    )
