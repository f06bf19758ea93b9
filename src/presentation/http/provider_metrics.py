"""How the providers are doing, for Prometheus."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.interfaces.provider_watch import ProviderWatch

_LABELS = ["leg", "provider"]


class ProviderCollector(Collector):
    """Looks when it is asked: nothing has to be kept up to date."""

    def __init__(self, watch: ProviderWatch) -> None:
        self._watch = watch

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily(
            "parley_provider_up", "0 while a provider is left alone after failures", labels=_LABELS
        )
        failures = CounterMetricFamily("parley_provider_failures", "What a provider failed to do", labels=_LABELS)
        for state in self._watch.states():
            up.add_metric([state.leg, state.provider], float(state.is_up))
            failures.add_metric([state.leg, state.provider], state.failures)
        yield up
        yield failures
