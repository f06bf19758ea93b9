"""The orders that were placed."""

from abc import ABC, abstractmethod
from datetime import datetime

from domain.entities.order import NewOrder, Order


class OrderRecords(ABC):
    """Kept for good, and safe to use from many threads, processes and machines at once.

    Each effect carries a key. The same key with the same content again does nothing, and answers the order that
    the first one left, as it is now. A key belongs to one effect of all records. An effect that is refused has not
    happened, and has not used its key.

    :raises KeyTaken: by every effect: the key was used for something else.
    :raises RecordsUnavailable: by everything: nothing is known of what happened; repeat it with the same key.
    """

    @abstractmethod
    def place(self, key: str, content: NewOrder, at: datetime) -> Order:
        """Keep a new order under a number that no other order has."""

    @abstractmethod
    def find(self, number: str) -> Order | None: ...

    @abstractmethod
    def cancel(self, key: str, number: str, at: datetime) -> Order | None:
        """Take it back; None for an unknown number. One that is cancelled stays as it is, which is no error."""
