"""Orders."""

from datetime import timedelta
from decimal import Decimal

import pytest

from application.services.orders import Orders
from application.services.pricing import Pricing
from domain.errors import KeyTaken, Refused
from tests.fakes.clock import FakeClock
from tests.fakes.orders import FakeOrderRecords
from tests.unit.application.services.price_list import PRICES


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def orders(clock: FakeClock) -> Orders:
    return Orders(Pricing(PRICES), FakeOrderRecords(), clock)


def test_an_order_keeps_the_price_of_its_day(orders: Orders, clock: FakeClock) -> None:
    order = orders.place("k1", "middle", "jo@example.com", 2, yearly=True)

    assert orders.find(order.number) == order
    assert (order.content.total, order.content.period) == (Decimal(540), "year")
    assert (order.content.setup, order.placed_at) == (Decimal(50), clock.now)


def test_the_same_key_orders_once(orders: Orders) -> None:
    first = orders.place("k1", "middle", "jo@example.com")

    assert orders.place("k1", "middle", "JO@example.com") == first
    with pytest.raises(KeyTaken):
        orders.place("k1", "large", "jo@example.com")


def test_what_has_no_price_is_not_ordered(orders: Orders) -> None:
    with pytest.raises(Refused, match="one seat only"):
        orders.place("k1", "small", "jo@example.com", 3)
    assert orders.place("k1", "small", "jo@example.com").content.plan == "small"


@pytest.mark.parametrize(
    "email", ["", "jo", "jo@example", "jo@@example.com", "jo smith@example.com", f"{'j' * 250}@x.de"]
)
def test_an_address_that_is_none_is_refused(orders: Orders, email: str) -> None:
    with pytest.raises(Refused, match="email"):
        orders.place("k1", "middle", email)


def test_checking_orders_nothing(orders: Orders) -> None:
    assert orders.check("middle", "jo@example.com").total == Decimal(40)
    assert orders.place("k1", "large", "al@example.com").content.plan == "large"


def test_an_order_can_be_cancelled_twice(orders: Orders, clock: FakeClock) -> None:
    order = orders.place("k1", "middle", "jo@example.com")
    cancelled = orders.cancel("k2", order.number)
    clock.pass_time(60)

    assert cancelled.cancelled_at is not None
    assert orders.cancel("k2", order.number) == cancelled
    assert orders.cancel("k3", order.number) == cancelled
    assert orders.find(order.number) == cancelled


def test_an_order_can_be_taken_back_for_fourteen_days(orders: Orders, clock: FakeClock) -> None:
    order = orders.place("k1", "middle", "jo@example.com")
    clock.pass_time(timedelta(days=14).total_seconds())
    assert orders.check_cancelling(order.number) == order

    clock.pass_time(1)

    with pytest.raises(Refused, match="fourteen days"):
        orders.cancel("k2", order.number)
    assert orders.find(order.number).cancelled_at is None


def test_one_that_was_cancelled_in_time_stays_so_without_an_error(orders: Orders, clock: FakeClock) -> None:
    order = orders.place("k1", "middle", "jo@example.com")
    cancelled = orders.cancel("k2", order.number)
    clock.pass_time(timedelta(days=30).total_seconds())

    assert orders.cancel("k3", order.number) == cancelled


def test_an_unknown_number_is_refused_and_read_back(orders: Orders) -> None:
    with pytest.raises(Refused, match="no order 9 9 9 9 9"):
        orders.find("99999")
    with pytest.raises(Refused, match="no order 9 9 9 9 9"):
        orders.cancel("k1", "99999")
