"""Remembers what was counted."""

from control_plane.domain.interfaces.call_meter import CallMeter


class FakeCallMeter(CallMeter):
    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.failures: list[tuple[str, str]] = []
        self.fleet: tuple[int, int] | None = None

    def token_answered(self, outcome: str, seconds: float) -> None:
        self.outcomes.append(outcome)

    def agent_failed(self, operation: str, code: str) -> None:
        self.failures.append((operation, code))

    def fleet_seen(self, available: int, configured: int) -> None:
        self.fleet = available, configured
