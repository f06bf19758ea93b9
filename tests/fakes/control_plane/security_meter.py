"""Remembers what was counted."""

from collections import Counter

from control_plane.domain.interfaces.security_meter import SecurityMeter


class FakeSecurityMeter(SecurityMeter):
    def __init__(self) -> None:
        self.limited: Counter[str] = Counter()
        self.locally = 0
        self.lost: Counter[str] = Counter()
        self.webhooks: Counter[str] = Counter()

    def request_limited(self, by: str) -> None:
        self.limited[by] += 1

    def limit_counted_locally(self) -> None:
        self.locally += 1

    def audit_lost(self, trail: str, records: int) -> None:
        self.lost[trail] += records

    def webhook_came(self, outcome: str) -> None:
        self.webhooks[outcome] += 1
