"""Visits of engineers. The fake clock begins on a Thursday."""

from datetime import date, timedelta

import pytest

from application.services.visits import Visits
from domain.entities.visit import HalfDay, Slot
from domain.errors import KeyTaken, Refused
from tests.fakes.clock import FakeClock
from tests.fakes.visits import FakeVisitRecords

FRIDAY, MONDAY, NEXT_THURSDAY = date(2026, 1, 2), date(2026, 1, 5), date(2026, 1, 8)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def visits(clock: FakeClock) -> Visits:
    return Visits(FakeVisitRecords(), 1, clock)


def test_a_weekday_is_the_next_one_from_tomorrow(visits: Visits) -> None:
    assert visits.slot("friday", "morning") == Slot(FRIDAY, HalfDay.MORNING)
    assert visits.slot("monday", "afternoon") == Slot(MONDAY, HalfDay.AFTERNOON)
    assert visits.slot("thursday", "morning").day == NEXT_THURSDAY


def test_every_weekday_can_be_booked_on_every_day_of_the_year(visits: Visits, clock: FakeClock) -> None:
    for _ in range(366):
        days = [
            visits.slot(day, "morning").day for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
        ]
        assert [day.weekday() for day in days] == [0, 1, 2, 3, 4]
        assert all(timedelta() < day - clock.now.date() <= timedelta(days=7) for day in days)
        clock.pass_time(timedelta(days=1).total_seconds())


@pytest.mark.parametrize(("day", "half"), [("sunday", "morning"), ("monday", "night"), ("", "")])
def test_no_engineer_comes_at_other_times(visits: Visits, day: str, half: str) -> None:
    with pytest.raises(Refused, match="Monday to Friday"):
        visits.book("k1", day, half)


def test_a_slot_that_is_full_is_refused_with_the_next_that_are_free(visits: Visits) -> None:
    visits.book("k1", "friday", "morning")

    for ask in (lambda: visits.book("k2", "friday", "morning"), lambda: visits.check("friday", "morning")):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.say == (
            "Friday morning is taken. Friday afternoon, Monday morning and Monday afternoon are free."
        )


def test_when_everything_is_full_that_is_said(visits: Visits) -> None:
    for slot in visits.free():
        visits.book(f"{slot}", slot.day.strftime("%A").lower(), slot.half)

    assert visits.free() == ()
    with pytest.raises(Refused, match="no place left"):
        visits.book("k1", "monday", "morning")


def test_the_same_key_books_once(visits: Visits) -> None:
    visit = visits.book("k1", "monday", "morning")

    assert visits.book("k1", "monday", "morning") == visit
    with pytest.raises(KeyTaken):
        visits.book("k1", "monday", "afternoon")


def test_checking_books_nothing(visits: Visits) -> None:
    slot = visits.check("monday", "morning")

    assert slot in visits.free()


def test_a_cancelled_visit_frees_its_slot_and_cancelling_twice_is_no_error(visits: Visits) -> None:
    visit = visits.book("k1", "monday", "morning")
    cancelled = visits.cancel("k2", visit.number)

    assert visits.cancel("k3", visit.number) == cancelled
    assert visit.slot in visits.free()


def test_a_visit_that_is_over_cannot_be_cancelled(visits: Visits, clock: FakeClock) -> None:
    visit = visits.book("k1", "monday", "morning")
    clock.pass_time(timedelta(days=5).total_seconds())

    with pytest.raises(Refused, match="the 5th of January"):
        visits.cancel("k2", visit.number)


def test_an_unknown_number_is_refused_and_read_back(visits: Visits) -> None:
    with pytest.raises(Refused, match="no visit 9 9 9 9 9"):
        visits.cancel("k1", "99999")
