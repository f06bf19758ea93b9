"""How busy what carries the calls is, as Prometheus reads it."""

from collections.abc import Iterable

from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.interfaces.process_load import LATENESS_S, LoadWatch


class LoadCollector(Collector):
    """Asked whenever metrics are: nothing is kept here."""

    def __init__(self, load: LoadWatch) -> None:
        self._load = load

    def collect(self) -> Iterable[Metric]:
        lateness = self._load.lateness()
        bounds = (*map(str, LATENESS_S), "+Inf")
        yield HistogramMetricFamily(
            "parley_event_loop_lag_seconds",
            "How late what is due happens",
            buckets=list(zip(bounds, lateness.counts, strict=True)),
            sum_value=lateness.total_s,
        )
        size = self._load.size()
        yield GaugeMetricFamily("parley_tasks", "Tasks in the event loop", size.tasks)
        yield GaugeMetricFamily("parley_threads", "Threads that run Python", size.threads)
