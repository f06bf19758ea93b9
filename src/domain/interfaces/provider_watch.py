"""How the providers of this process are doing."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProviderState:
    """One provider of a leg.

    :ivar leg: `stt`, `tts` or `model`.
    :ivar is_up: False while it is left alone, because it has failed several times.
    :ivar failures: since the process began.
    """

    leg: str
    provider: str
    is_up: bool
    failures: int


class ProviderWatch(ABC):
    @abstractmethod
    def states(self) -> Sequence[ProviderState]:
        """Of all providers, leg by leg, the preferred ones first. Answers at once."""


def legs_down(states: Sequence[ProviderState]) -> tuple[str, ...]:
    """The legs of which no provider is up: without them no call can go on."""
    legs = dict.fromkeys(state.leg for state in states)
    return tuple(leg for leg in legs if not any(state.is_up for state in states if state.leg == leg))
