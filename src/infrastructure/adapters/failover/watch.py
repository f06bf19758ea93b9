"""What the breakers know, for those who watch the process."""

from collections.abc import Sequence
from typing import Any

from domain.interfaces.provider_watch import ProviderState, ProviderWatch
from infrastructure.adapters.failover.leg import Leg


class LegWatch(ProviderWatch):
    def __init__(self, *legs: Leg[Any]) -> None:
        self._legs = legs

    def states(self) -> Sequence[ProviderState]:
        return [
            ProviderState(leg.name, provider.name, not provider.breaker.is_open, provider.breaker.failures)
            for leg in self._legs
            for provider in leg.providers
        ]
