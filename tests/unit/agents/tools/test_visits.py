"""What callers hear about visits."""

import pytest

from agents.tools.visits import book_visit, cancel_visit
from domain.entities import spoken
from domain.errors import Refused
from tests.unit.agents.tools.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_visit_is_booked_and_cancelled(desk: Desk) -> None:
    assert desk.read_back(book_visit, day="monday", time="morning") == (
        "Shall I send an engineer on Monday morning, the 5th of January?"
    )
    booked = desk.use(book_visit, day="monday", time="morning")
    number = str(booked.facts["visit_number"])
    assert booked.say == (
        "Booked: an engineer comes on Monday morning, the 5th of January. "
        f"The number of the visit is {spoken.digits(number)}."
    )

    assert desk.read_back(cancel_visit, visit_number=number) == (
        "Shall I cancel the visit on Monday morning, the 5th of January?"
    )
    cancelled = desk.undo(booked, cancel_visit)
    assert cancelled.say == "Cancelled: the visit on Monday morning, the 5th of January."
    assert desk.undo(booked, cancel_visit).say == cancelled.say


def test_the_same_use_books_once(desk: Desk) -> None:
    first = desk.use(book_visit, "k1", day="monday", time="morning")

    assert desk.use(book_visit, "k1", day="monday", time="morning") == first


def test_a_use_that_comes_back_after_the_cancellation_says_so(desk: Desk) -> None:
    booked = desk.use(book_visit, "k1", day="monday", time="morning")
    desk.undo(booked, cancel_visit)

    again = desk.use(book_visit, "k1", day="monday", time="morning")

    assert "is cancelled" in again.say
    assert again.undo is None


def test_when_all_engineers_are_busy_other_times_are_named_before_it_is_read_back(desk: Desk) -> None:
    for _ in range(3):
        desk.use(book_visit, day="monday", time="morning")

    with pytest.raises(Refused) as refused:
        desk.read_back(book_visit, day="monday", time="morning")
    assert refused.value.say == (
        "Monday morning is taken. Friday morning, Friday afternoon and Monday afternoon are free."
    )


def test_an_unknown_visit_is_refused_before_it_is_read_back(desk: Desk) -> None:
    with pytest.raises(Refused, match="no visit 5 5 5 5 5"):
        desk.read_back(cancel_visit, visit_number="55555")
