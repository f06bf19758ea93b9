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

    @abstractmethod
    def lease_refused(self, reason: str) -> None:
        """What came over a replica's connection was not a report."""

    @abstractmethod
    def lease_over(self, how: str) -> None:
        """A replica is gone: its connection `broke`, or it `left` in good order."""

    @abstractmethod
    def move_tried(self, outcome: str) -> None:
        """A call of a draining replica was to be carried on elsewhere.

        :param outcome: `moved`, `no_place`, `moved_on`, `not_movable`, or an error's code.
        """

    @abstractmethod
    def recovery_tried(self, outcome: str) -> None:
        """A lost call was to be carried again.

        :param outcome: `recovered`, `no_place`, `moved_on`, `given_up`, or an error's code.
        """
