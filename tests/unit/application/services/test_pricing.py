"""What plans cost."""

from decimal import Decimal

import pytest

from application.services.pricing import Pricing
from domain.errors import Refused
from tests.unit.application.services.price_list import PRICES

pricing = Pricing(PRICES)


def test_one_seat_costs_what_the_list_says() -> None:
    quote = pricing.quote("middle")

    assert (quote.total, quote.monthly, quote.saved, quote.setup) == (Decimal(40), Decimal(40), 0, Decimal(50))
    assert quote.period == "month"


def test_further_seats_are_added_up() -> None:
    quote = pricing.quote("middle", 10)

    assert quote.total == Decimal(130)
    assert [(line.text, line.amount) for line in quote.lines] == [
        ("the middle plan", Decimal(40)),
        ("nine further seats", Decimal(90)),
    ]


def test_included_seats_cost_nothing() -> None:
    assert [pricing.quote("large", seats).total for seats in (1, 5, 6)] == [80, 80, 85]


def test_a_year_at_once_saves_a_tenth_of_twelve_months() -> None:
    quote = pricing.quote("middle", 10, yearly=True)

    assert (quote.total, quote.saved, quote.period) == (Decimal(1404), Decimal(156), "year")


def test_students_pay_less_where_the_list_says_so() -> None:
    assert pricing.quote("small", student=True).total == Decimal(15)


def test_a_contract_without_a_minimum_term_costs_more() -> None:
    assert pricing.quote("middle", monthly_contract=True).total == Decimal(43)


def test_a_plan_that_is_cheaper_for_as_many_seats_is_named() -> None:
    cheaper = pricing.quote("middle", 10).cheaper

    assert cheaper is not None
    assert (cheaper.plan, cheaper.total) == ("large", Decimal(105))
    assert pricing.quote("large", 10).cheaper is None


def test_a_plan_that_takes_fewer_seats_is_never_the_cheaper_one() -> None:
    cheaper = pricing.quote("large", 2).cheaper

    assert cheaper is not None
    assert cheaper.plan == "middle"


def test_for_one_seat_no_other_plan_is_named() -> None:
    assert pricing.quote("large").cheaper is None


def test_too_many_seats_are_refused_with_what_is_possible() -> None:
    with pytest.raises(Refused) as refused:
        pricing.quote("small", 10)
    assert (
        refused.value.say == "The small plan is for one seat only. For ten seats, large costs 105 euros a month."
    )


@pytest.mark.parametrize("seats", [0, -1, 101])
def test_seats_outside_the_list_are_refused(seats: int) -> None:
    with pytest.raises(Refused, match="between one and 100 seats"):
        pricing.quote("large", seats)


def test_a_discount_that_a_plan_does_not_have_is_refused_with_the_plans_that_do() -> None:
    with pytest.raises(Refused, match="for small only, not for middle"):
        pricing.quote("middle", student=True)


def test_a_year_at_once_without_a_minimum_term_is_refused() -> None:
    with pytest.raises(Refused, match="minimum term"):
        pricing.quote("middle", yearly=True, monthly_contract=True)


def test_an_unknown_plan_is_refused() -> None:
    with pytest.raises(Refused, match="three plans, from small to large"):
        pricing.quote("giant")


def test_plans_are_compared_the_cheaper_one_first() -> None:
    for first, second in (("middle", "small"), ("small", "middle")):
        compared = pricing.compare(first, second)
        assert (compared.cheaper.name, compared.dearer.name, compared.difference) == ("small", "middle", 20)
