"""Remembers what was counted."""

from control_plane.domain.interfaces.call_meter import CallMeter


class FakeCallMeter(CallMeter):
    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.failures: list[tuple[str, str]] = []
        self.refused: list[str] = []
        self.leases: list[str] = []
        self.recoveries: list[str] = []
        self.moves: list[str] = []
        self.fleet: tuple[int, int] | None = None

    def token_answered(self, outcome: str, seconds: float) -> None:
        self.outcomes.append(outcome)

    def agent_failed(self, operation: str, code: str) -> None:
        self.failures.append((operation, code))

    def fleet_seen(self, available: int, configured: int) -> None:
        self.fleet = available, configured

    def lease_refused(self, reason: str) -> None:
        self.refused.append(reason)

    def lease_over(self, how: str) -> None:
        self.leases.append(how)

    def move_tried(self, outcome: str) -> None:
        self.moves.append(outcome)

    def recovery_tried(self, outcome: str) -> None:
        self.recoveries.append(outcome)
