"""Whether a control plane counts on this replica, for Prometheus."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.interfaces.control_plane import LeaseWatch


class LeaseCollector(Collector):
    """Looks when it is asked. Tells nothing where there is no control plane."""

    def __init__(self, lease: LeaseWatch) -> None:
        self._lease = lease

    def collect(self) -> Iterator[Metric]:
        state = self._lease.state()
        if state is None:
            return
        yield GaugeMetricFamily(
            "parley_lease_connected",
            "1 while a control plane holds this replica's lease",
            float(state.is_connected),
        )
        yield CounterMetricFamily(
            "parley_lease_renewals", "Reports that a control plane has answered", state.renewals
        )
        yield CounterMetricFamily(
            "parley_lease_breaks", "Connections to control planes that were lost", state.breaks
        )
