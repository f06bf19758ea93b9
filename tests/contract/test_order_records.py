"""What all order records promise."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from domain.entities.order import NewOrder
from domain.errors import KeyTaken
from tests.contract.business_records import KINDS, Records, at_once, records_of

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CONTENT = NewOrder("pro", 2, yearly=True, email="jo@example.com", total=Decimal("518.40"), setup=Decimal(49))


@pytest.fixture(params=KINDS)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    with records_of(request.param, tmp_path) as records:
        yield records


def test_an_order_is_found_as_it_was_placed_to_the_cent(records: Records) -> None:
    placed = records.orders.place("k1", CONTENT, NOW)

    found = records.orders.find(placed.number)

    assert found == placed
    assert found is not None
    assert (found.content.total, found.content.setup) == (Decimal("518.40"), Decimal(49))
    assert found.placed_at == NOW
    assert found.cancelled_at is None


def test_a_number_is_five_digits_or_more_and_no_other_order_has_it(records: Records) -> None:
    numbers = [records.orders.place(f"k{each}", CONTENT, NOW).number for each in range(50)]

    assert len(set(numbers)) == 50
    assert all(number.isdecimal() and len(number) >= 5 for number in numbers)


def test_the_same_key_again_answers_the_same_order(records: Records) -> None:
    first = records.orders.place("k1", CONTENT, NOW)

    assert records.orders.place("k1", CONTENT, LATER) == first


def test_the_same_key_after_a_change_of_price_answers_what_was_agreed(records: Records) -> None:
    first = records.orders.place("k1", CONTENT, NOW)

    again = records.orders.place("k1", replace(CONTENT, total=Decimal(999)), LATER)

    assert again.content.total == first.content.total


def test_the_same_key_for_something_else_is_refused(records: Records) -> None:
    placed = records.orders.place("k1", CONTENT, NOW)

    for other in (
        replace(CONTENT, seats=3),
        replace(CONTENT, email="al@example.com"),
        replace(CONTENT, plan="plus"),
    ):
        with pytest.raises(KeyTaken):
            records.orders.place("k1", other, NOW)
    assert records.orders.find(placed.number) == placed


def test_a_key_belongs_to_one_effect_of_all_records(records: Records) -> None:
    placed = records.orders.place("k1", CONTENT, NOW)

    with pytest.raises(KeyTaken):
        records.tickets.open("k1", "other", NOW)
    with pytest.raises(KeyTaken):
        records.orders.cancel("k1", placed.number, NOW)


def test_an_order_is_cancelled_once(records: Records) -> None:
    placed = records.orders.place("k1", CONTENT, NOW)

    cancelled = records.orders.cancel("k2", placed.number, NOW)

    assert cancelled == replace(placed, cancelled_at=NOW)
    assert records.orders.cancel("k2", placed.number, LATER) == cancelled
    assert records.orders.cancel("k3", placed.number, LATER) == cancelled
    assert records.orders.find(placed.number) == cancelled


def test_placing_again_after_a_cancellation_does_not_bring_the_order_back(records: Records) -> None:
    placed = records.orders.place("k1", CONTENT, NOW)
    cancelled = records.orders.cancel("k2", placed.number, NOW)

    assert records.orders.place("k1", CONTENT, LATER) == cancelled


def test_a_key_that_cancelled_one_order_cancels_no_other(records: Records) -> None:
    first, second = (records.orders.place(key, CONTENT, NOW) for key in ("k1", "k2"))
    records.orders.cancel("k3", first.number, NOW)

    with pytest.raises(KeyTaken):
        records.orders.cancel("k3", second.number, NOW)
    assert records.orders.find(second.number) == second


def test_an_unknown_number_is_none_and_uses_no_key(records: Records) -> None:
    assert records.orders.find("99999999") is None
    assert records.orders.cancel("k1", "99999999", NOW) is None
    assert records.orders.place("k1", CONTENT, NOW).content == CONTENT


def test_many_threads_with_one_key_place_one_order(records: Records) -> None:
    placed = at_once(16, lambda _: records.orders.place("k1", CONTENT, NOW))

    assert len({order.number for order in placed}) == 1


def test_many_threads_with_their_own_keys_place_an_order_each(records: Records) -> None:
    placed = at_once(16, lambda each: records.orders.place(f"k{each}", CONTENT, NOW))

    assert len({order.number for order in placed}) == 16
