"""The visits of engineers."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime

from domain.entities.visit import Slot, Visit


class VisitRecords(ABC):
    """Promises as `OrderRecords` does of threads, processes, keys and errors.

    :raises KeyTaken: by every effect: the key was used for something else.
    :raises RecordsUnavailable: by everything: nothing is known of what happened; repeat it with the same key.
    """

    @abstractmethod
    def book(self, key: str, slot: Slot, at: datetime, *, places: int) -> Visit | None:
        """Keep a new visit under a number that no other visit has; None when `places` visits stand in that slot.

        There are never more, however many ask at once. A repeated key answers its visit, full or not.
        """

    @abstractmethod
    def find(self, number: str) -> Visit | None: ...

    @abstractmethod
    def cancel(self, key: str, number: str, at: datetime) -> Visit | None:
        """Free its place; None for an unknown number. One that is cancelled stays as it is, which is no error."""

    @abstractmethod
    def taken(self, slots: Collection[Slot]) -> Mapping[Slot, int]:
        """How many visits stand in each of them, none left out."""
