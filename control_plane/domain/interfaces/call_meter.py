"""Counting what happens."""

from abc import ABC, abstractmethod


class CallMeter(ABC):
    """Takes note of events for the operator's graphs. Never fails, never waits."""

    @abstractmethod
    def token_answered(self, outcome: str, seconds: float) -> None:
        """A token request is over.

        :param outcome: `placed`, `returned` (a caller came back to a live call), or an error's code.
        """

    @abstractmethod
    def agent_failed(self, operation: str, code: str) -> None:
        """An agent service did not do what it was asked."""

    @abstractmethod
    def fleet_seen(self, available: int, configured: int) -> None:
        """How many agent services answer."""
