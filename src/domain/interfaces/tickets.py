"""The faults that were reported."""

from abc import ABC, abstractmethod
from datetime import datetime

from domain.entities.ticket import Ticket


class TicketRecords(ABC):
    """Promises as `OrderRecords` does of threads, processes, keys and errors.

    :raises KeyTaken: by every effect: the key was used for something else.
    :raises RecordsUnavailable: by everything: nothing is known of what happened; repeat it with the same key.
    """

    @abstractmethod
    def open(self, key: str, problem: str, at: datetime) -> Ticket:
        """Keep a new ticket under a number that no other ticket has."""

    @abstractmethod
    def find(self, number: str) -> Ticket | None: ...

    @abstractmethod
    def close(self, key: str, number: str, at: datetime) -> Ticket | None:
        """None for an unknown number. One that is closed stays as it is, which is no error."""
