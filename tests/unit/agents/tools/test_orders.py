"""What callers hear about orders."""

from datetime import timedelta

import pytest

from agents.tools.orders import cancel_order, order_status, place_order
from domain.entities import spoken
from domain.errors import KeyTaken, Refused
from tests.unit.agents.tools.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_an_order_is_read_back_with_all_that_it_costs(desk: Desk) -> None:
    assert desk.read_back(place_order, plan="pro", email="jo@example.com") == (
        "Shall I order the pro plan, for jo at example dot com, at 39 euros a month, and 49 once for the setup?"
    )
    assert desk.read_back(place_order, plan="pro", email="jo@example.com", seats=10, yearly=True) == (
        "Shall I order the pro plan with ten seats, for jo at example dot com, at 1,296 euros a year, "
        "and 49 once for the setup?"
    )


def test_an_order_is_placed_looked_up_and_cancelled(desk: Desk) -> None:
    placed = desk.use(place_order, plan="pro", email="jo@example.com", seats=10)
    number = str(placed.facts["order_number"])
    said = spoken.digits(number)
    assert (
        placed.say == f"Ordered: the pro plan with ten seats, at 120 euros a month. Your order number is {said}."
    )
    assert placed.facts["euros_a_month"] == "120"

    assert desk.use(order_status, order_number=number).say == (
        f"Order {said} is placed: the pro plan with ten seats, at 120 euros a month, "
        "ordered on the 1st of January."
    )

    assert desk.read_back(cancel_order, order_number=number) == (
        f"Shall I cancel order {said}, the pro plan with ten seats?"
    )
    cancelled = desk.undo(placed, cancel_order)
    assert cancelled.say == f"Cancelled: order {said}, the pro plan with ten seats. You pay nothing."
    assert desk.undo(placed, cancel_order).say == cancelled.say
    assert desk.use(order_status, order_number=number).say == (
        f"Order {said} is cancelled, since the 1st of January. You pay nothing."
    )


def test_the_same_use_orders_once(desk: Desk) -> None:
    first = desk.use(place_order, "k1", plan="pro", email="jo@example.com")

    assert desk.use(place_order, "k1", plan="pro", email="jo@example.com") == first
    with pytest.raises(KeyTaken):
        desk.use(place_order, "k1", plan="plus", email="jo@example.com")


def test_a_use_that_comes_back_after_the_cancellation_says_so(desk: Desk) -> None:
    placed = desk.use(place_order, "k1", plan="pro", email="jo@example.com")
    desk.undo(placed, cancel_order)

    again = desk.use(place_order, "k1", plan="pro", email="jo@example.com")

    assert "is cancelled" in again.say
    assert again.undo is None


@pytest.mark.parametrize("number", ["88888", "1"])
def test_an_unknown_order_is_refused_before_it_is_read_back(desk: Desk, number: str) -> None:
    with pytest.raises(Refused, match=f"no order {spoken.digits(number)}"):
        desk.read_back(cancel_order, order_number=number)
    with pytest.raises(Refused, match="no order"):
        desk.use(order_status, order_number=number)


def test_what_cannot_be_ordered_is_refused_before_it_is_read_back(desk: Desk) -> None:
    with pytest.raises(Refused, match="one seat only"):
        desk.read_back(place_order, plan="basic", email="jo@example.com", seats=10)


def test_an_old_order_is_not_offered_for_cancelling(desk: Desk) -> None:
    placed = desk.use(place_order, plan="pro", email="jo@example.com")
    desk.clock.pass_time(timedelta(days=15).total_seconds())

    with pytest.raises(Refused, match="fourteen days"):
        desk.read_back(cancel_order, order_number=placed.facts["order_number"])
