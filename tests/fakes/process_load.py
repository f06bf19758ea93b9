"""A process that is as busy as a test says."""

from domain.interfaces.process_load import LATENESS_S, Lateness, ProcessLoad, Size


class FakeProcessLoad(ProcessLoad):
    """:ivar lag: all of the time."""

    def __init__(self) -> None:
        self.lag = 0.0

    def lag_s(self, share: float) -> float:
        return self.lag

    def lateness(self) -> Lateness:
        is_within = [self.lag <= bound for bound in LATENESS_S]
        return Lateness((*map(int, is_within), 1), self.lag)

    def size(self) -> Size:
        return Size(tasks=7, threads=3)
