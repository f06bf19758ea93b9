"""What all visit records promise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.entities.visit import HalfDay, Slot, Visit
from domain.errors import KeyTaken
from tests.contract.business_records import KINDS, Records, at_once, records_of

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
MORNING = Slot(date(2026, 1, 5), HalfDay.MORNING)
AFTERNOON = Slot(date(2026, 1, 5), HalfDay.AFTERNOON)


@pytest.fixture(params=KINDS)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    with records_of(request.param, tmp_path) as records:
        yield records


def book(records: Records, key: str, slot: Slot = MORNING, places: int = 2) -> Visit:
    visit = records.visits.book(key, slot, NOW, places=places)
    assert visit is not None
    return visit


def test_a_visit_is_found_as_it_was_booked(records: Records) -> None:
    visit = book(records, "k1", AFTERNOON)

    assert records.visits.find(visit.number) == visit
    assert (visit.slot, visit.booked_at, visit.cancelled_at) == (AFTERNOON, NOW, None)


def test_a_slot_takes_as_many_visits_as_it_has_places(records: Records) -> None:
    book(records, "k1")
    book(records, "k2")

    assert records.visits.book("k3", MORNING, NOW, places=2) is None
    assert book(records, "k3", AFTERNOON).slot == AFTERNOON


def test_the_same_key_again_answers_its_visit_though_the_slot_is_full(records: Records) -> None:
    first = book(records, "k1", places=1)

    assert records.visits.book("k1", MORNING, LATER, places=1) == first
    assert records.visits.taken([MORNING]) == {MORNING: 1}


def test_the_same_key_for_another_slot_is_refused(records: Records) -> None:
    book(records, "k1")

    with pytest.raises(KeyTaken):
        records.visits.book("k1", AFTERNOON, NOW, places=2)
    assert records.visits.taken([AFTERNOON]) == {AFTERNOON: 0}


def test_a_cancelled_visit_frees_its_place_once(records: Records) -> None:
    first, second = book(records, "k1"), book(records, "k2")

    cancelled = records.visits.cancel("k3", first.number, NOW)

    assert cancelled == replace(first, cancelled_at=NOW)
    assert records.visits.cancel("k3", first.number, LATER) == cancelled
    assert records.visits.cancel("k4", first.number, LATER) == cancelled
    assert records.visits.taken([MORNING]) == {MORNING: 1}
    assert book(records, "k5").number not in {first.number, second.number}
    assert records.visits.book("k6", MORNING, NOW, places=2) is None


def test_booking_again_after_a_cancellation_takes_no_place(records: Records) -> None:
    visit = book(records, "k1", places=1)
    cancelled = records.visits.cancel("k2", visit.number, NOW)

    assert records.visits.book("k1", MORNING, LATER, places=1) == cancelled
    assert records.visits.taken([MORNING]) == {MORNING: 0}


def test_a_key_that_cancelled_one_visit_cancels_no_other(records: Records) -> None:
    first, second = book(records, "k1"), book(records, "k2")
    records.visits.cancel("k3", first.number, NOW)

    with pytest.raises(KeyTaken):
        records.visits.cancel("k3", second.number, NOW)
    assert records.visits.find(second.number) == second


def test_taken_tells_of_each_slot_that_is_asked_for(records: Records) -> None:
    book(records, "k1")

    assert records.visits.taken([MORNING, AFTERNOON]) == {MORNING: 1, AFTERNOON: 0}
    assert records.visits.taken([]) == {}


def test_an_unknown_number_is_none_and_uses_no_key(records: Records) -> None:
    assert records.visits.find("99999999") is None
    assert records.visits.cancel("k1", "99999999", NOW) is None
    assert book(records, "k1").slot == MORNING


def test_many_threads_fill_a_slot_and_no_more(records: Records) -> None:
    booked = at_once(16, lambda each: records.visits.book(f"k{each}", MORNING, NOW, places=3))

    assert len({visit.number for visit in booked if visit is not None}) == 3
    assert booked.count(None) == 13
