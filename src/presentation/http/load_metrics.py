"""How late the process is with what is due, as Prometheus reads it."""

from collections.abc import Iterable

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

from domain.interfaces.process_load import LATENESS_S, ProcessLoad


class LagCollector(Collector):
    """Asked whenever metrics are: nothing is kept here."""

    def __init__(self, load: ProcessLoad) -> None:
        self._load = load

    def collect(self) -> Iterable[HistogramMetricFamily]:
        lateness = self._load.lateness()
        bounds = (*map(str, LATENESS_S), "+Inf")
        yield HistogramMetricFamily(
            "parley_event_loop_lag_seconds",
            "How late what is due happens",
            buckets=list(zip(bounds, lateness.counts, strict=True)),
            sum_value=lateness.total_s,
        )
