"""A lease whose state a test decides."""

from domain.interfaces.control_plane import LeaseState, LeaseWatch


class FakeLeaseWatch(LeaseWatch):
    def __init__(self, now: LeaseState | None = None) -> None:
        self.now = now

    def state(self) -> LeaseState | None:
        return self.now
