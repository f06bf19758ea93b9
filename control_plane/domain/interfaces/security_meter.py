"""What an operator watches to see whether somebody means harm."""

from abc import ABC, abstractmethod


class SecurityMeter(ABC):
    @abstractmethod
    def request_limited(self, by: str) -> None:
        """:param by: `user`, `address`, `tenant` or `flood`."""

    @abstractmethod
    def limit_counted_locally(self) -> None:
        """Redis did not count a request, so this process did."""

    @abstractmethod
    def audit_lost(self, trail: str, records: int) -> None: ...

    @abstractmethod
    def webhook_came(self, outcome: str) -> None:
        """:param outcome: `heeded`, `unused`, `repeated`, `forged`, `crowded`, `failed` or `set_aside`."""
