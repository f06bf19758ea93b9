"""Sends engineers, and knows when they are free."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from domain.entities import spoken
from domain.entities.visit import HalfDay, Slot, Visit
from domain.errors import Refused
from domain.interfaces.visits import VisitRecords

_ALTERNATIVES = 3
"""As many as one remembers who hears them."""


class Visits:
    """From Monday to Friday, from tomorrow to a week from today, so that a weekday's name says which day is meant.

    :param places: visits that can be made in one half of a day.
    :param now: an aware clock, in the time zone of the callers.
    """

    def __init__(self, records: VisitRecords, places: int, now: Callable[[], datetime]) -> None:
        self._records = records
        self._places = places
        self._now = now

    def slot(self, day: str, half: str) -> Slot:
        """When that is: `monday`, `morning`.

        :raises Refused: no engineer comes on such a day.
        """
        found = [
            slot for slot in self._slots() if spoken.WEEKDAYS[slot.day.weekday()] == day and slot.half == half
        ]
        if not found:
            raise Refused("Engineers come from Monday to Friday, in the morning or in the afternoon.")
        return found[0]

    def free(self) -> tuple[Slot, ...]:
        """Where there is a place left, the next one first."""
        slots = self._slots()
        taken = self._records.taken(slots)
        return tuple(slot for slot in slots if taken[slot] < self._places)

    def check(self, day: str, half: str) -> Slot:
        """The slot that would be booked. Nothing happens.

        :raises Refused: no engineer comes then, or all are busy.
        """
        slot = self.slot(day, half)
        if slot not in self.free():
            raise self._full(slot)
        return slot

    def book(self, key: str, day: str, half: str) -> Visit:
        """:raises Refused: as `check` does.
        :raises KeyTaken: the key stands for something else.
        """
        slot = self.slot(day, half)
        visit = self._records.book(key, slot, self._now(), places=self._places)
        if visit is None:
            raise self._full(slot)
        return visit

    def find(self, number: str) -> Visit:
        """:raises Refused: there is none of this number."""
        visit = self._records.find(number)
        if visit is None:
            raise Refused(f"I find no visit {spoken.digits(number)}. Could you check the number?")
        return visit

    def check_cancelling(self, number: str) -> Visit:
        """The visit that would be cancelled. Nothing happens.

        :raises Refused: there is none of this number, or it is over.
        """
        visit = self.find(number)
        if visit.cancelled_at is None and visit.slot.day < self._now().date():
            raise Refused(f"That visit was on {spoken.day(visit.slot.day)}, so it cannot be cancelled any more.")
        return visit

    def cancel(self, key: str, number: str) -> Visit:
        """One that is cancelled stays so, which is no error.

        :raises Refused: as `check_cancelling` does.
        :raises KeyTaken: the key stands for something else.
        """
        visit = self.check_cancelling(number)
        return self._records.cancel(key, number, self._now()) or visit

    def _slots(self) -> tuple[Slot, ...]:
        today = self._now().date()
        days = (today + timedelta(days=ahead) for ahead in range(1, 8))
        return tuple(Slot(day, half) for day in days if _is_working_day(day) for half in HalfDay)

    def _full(self, slot: Slot) -> Refused:
        taken = f"{spoken.weekday(slot.day)} {slot.half} is taken."
        free = [f"{spoken.weekday(each.day)} {each.half}" for each in self.free()[:_ALTERNATIVES]]
        if not free:
            return Refused(f"{taken} There is no place left this week, I'm afraid.")
        return Refused(f"{taken} {spoken.listed(free)} {'is' if len(free) == 1 else 'are'} free.")


def _is_working_day(day: date) -> bool:
    return day.weekday() < len(spoken.WEEKDAYS)
