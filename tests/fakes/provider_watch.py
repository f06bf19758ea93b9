"""Providers whose state a test decides."""

from collections.abc import Sequence

from domain.interfaces.provider_watch import ProviderState, ProviderWatch


class FakeProviderWatch(ProviderWatch):
    def __init__(self, *states: ProviderState) -> None:
        self.now: Sequence[ProviderState] = states

    def states(self) -> Sequence[ProviderState]:
        return self.now
