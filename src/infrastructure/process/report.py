"""What a process that carries calls tells of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.interfaces.process_load import NEVER_LATE, Lateness, Size
from domain.interfaces.provider_watch import ProviderState

EVERY_S = 0.25
"""Between two reports."""


@dataclass(frozen=True, slots=True)
class Report:
    """
    :ivar capacity: calls at once.
    :ivar lag_s: how late it is with what is due, one time in ten.
    :ivar is_busy: whether that is too late for one more call.
    :ivar lateness: all that it was ever late.
    :ivar size: what it has.
    :ivar providers: how its providers fare.
    """

    capacity: int
    lag_s: float
    is_busy: bool
    lateness: Lateness
    size: Size
    providers: Sequence[ProviderState]


@dataclass(frozen=True, slots=True)
class Past:
    """What ended processes have counted: counters must not fall when one dies.

    :ivar failures: of each provider, by leg and name.
    """

    lateness: Lateness = NEVER_LATE
    failures: Mapping[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])

    def followed_by(self, last: Report) -> "Past":
        failures = dict(self.failures)
        for state in last.providers:
            failures[state.leg, state.provider] = failures.get((state.leg, state.provider), 0) + state.failures
        return Past(self.lateness + last.lateness, failures)
