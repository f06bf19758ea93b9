"""A process that is as busy as a test says."""

from domain.interfaces.process_load import ProcessLoad


class FakeProcessLoad(ProcessLoad):
    """:ivar lag: all of the time."""

    def __init__(self) -> None:
        self.lag = 0.0

    def lag_s(self, share: float) -> float:
        return self.lag
