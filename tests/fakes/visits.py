"""Visits in a dictionary."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from domain.entities.visit import Slot, Visit
from domain.errors import KeyTaken
from domain.interfaces.visits import VisitRecords
from tests.fakes.keys import FakeKeys


class FakeVisitRecords(VisitRecords):
    def __init__(self, keys: FakeKeys | None = None) -> None:
        self._keys = keys or FakeKeys()
        self._visits = dict[str, Visit]()

    def book(self, key: str, slot: Slot, at: datetime, *, places: int) -> Visit | None:
        with self._keys.turn:
            number = self._keys.number_of(key, "book")
            if number is None:
                if self.taken([slot])[slot] >= places:
                    return None
                number = self._keys.new_number(key, "book")
                self._visits[number] = Visit(number, slot, at)
            if self._visits[number].slot != slot:
                raise KeyTaken(key)
            return self._visits[number]

    def find(self, number: str) -> Visit | None:
        return self._visits.get(number)

    def cancel(self, key: str, number: str, at: datetime) -> Visit | None:
        with self._keys.turn:
            visit = self._visits.get(number)
            if visit is not None and self._keys.is_new(key, "cancel", number) and visit.cancelled_at is None:
                self._visits[number] = replace(visit, cancelled_at=at)
            return self._visits.get(number)

    def taken(self, slots: Collection[Slot]) -> Mapping[Slot, int]:
        with self._keys.turn:
            standing = [visit.slot for visit in self._visits.values() if visit.cancelled_at is None]
            return {slot: standing.count(slot) for slot in slots}
