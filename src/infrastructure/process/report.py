"""What a process that carries calls tells of itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.interfaces.process_load import Lateness, Size
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
