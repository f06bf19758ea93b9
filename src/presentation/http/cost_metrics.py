"""What Prometheus reads about costs. No label names a call or a tenant: there may be any number of those."""

from prometheus_client import CollectorRegistry, Counter

from domain.entities.bill import Charge
from domain.entities.events import CapNeared, CapReached, Charged


class CostMetrics:
    """Counters are binary fractions: for exact sums read the sessions."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._used = Counter(
            "parley_usage", "Units used", ["provider", "model", "unit", "reported"], registry=registry
        )
        self._unpriced = Counter(
            "parley_unpriced_usage", "Units used without a price", ["provider", "model", "unit"], registry=registry
        )
        self._cost = Counter(
            "parley_cost_usd", "What was used, by its price", ["leg", "specialist"], registry=registry
        )
        self._near = Counter("parley_cost_caps_near", "Cost caps at 80 %", ["scope"], registry=registry)
        self._reached = Counter("parley_cost_caps_reached", "Cost caps reached", ["scope"], registry=registry)

    def count(self, event: Charged | CapNeared | CapReached) -> None:
        match event:
            case Charged(bill=bill):
                for charge in bill.charges:
                    self._add(charge)
            case CapNeared(scope=scope):
                self._near.labels(scope).inc()
            case CapReached(scope=scope):
                self._reached.labels(scope).inc()

    def _add(self, charge: Charge) -> None:
        used = charge.used
        amount = float(used.amount)
        self._used.labels(used.provider, used.model, used.unit, str(used.is_reported).lower()).inc(amount)
        if charge.cost is None:
            self._unpriced.labels(used.provider, used.model, used.unit).inc(amount)
        else:
            self._cost.labels(charge.leg, charge.specialist).inc(float(charge.cost))
