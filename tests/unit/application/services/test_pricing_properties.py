"""What holds of every price list, and of everything that can be asked of it."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as some

from application.services.pricing import Pricing
from domain.entities.price_list import PriceList
from domain.entities.quote import Quote
from domain.errors import Refused
from tests.unit.application.services.price_list import MOST_SEATS, NAMES, PROFILE, price_lists

settings.load_profile(PROFILE)

CENT = Decimal("0.01")

seats = some.integers(1, MOST_SEATS)
plans = some.sampled_from(NAMES)
wishes = some.sampled_from(
    [
        {"yearly": yearly, "monthly_contract": monthly, "student": student}
        for student in (False, False, True)
        for yearly, monthly in ((True, False), (False, True), (False, False))
    ]
)


def quoted(prices: PriceList, plan: str, seats: int, wishes: Mapping[str, bool]) -> Quote:
    """Leaves out what the price list refuses."""
    try:
        return Pricing(prices).quote(plan, seats, **wishes)
    except Refused:
        assume(False)
        raise


@given(price_lists(), plans, seats, wishes)
def test_money_is_whole_cents_and_never_negative(
    prices: PriceList, plan: str, seats: int, wishes: Mapping[str, bool]
) -> None:
    quote = quoted(prices, plan, seats, wishes)

    for money in (quote.monthly, quote.total, quote.saved, quote.setup):
        assert money >= 0
        assert money == money.quantize(CENT)


@given(price_lists(), plans, seats, wishes)
def test_a_quote_is_the_sum_of_its_lines(
    prices: PriceList, plan: str, seats: int, wishes: Mapping[str, bool]
) -> None:
    quote = quoted(prices, plan, seats, wishes)

    assert quote.monthly == sum(line.amount for line in quote.lines)
    assert quote.total + quote.saved == (quote.monthly * 12 if quote.yearly else quote.monthly)


@given(price_lists(), plans, seats)
def test_the_yearly_discount_is_rounded_to_the_cent_and_half_a_cent_up(
    prices: PriceList, plan: str, seats: int
) -> None:
    quote = quoted(prices, plan, seats, {"yearly": True})

    exact = quote.monthly * 12 * prices.yearly_percent_off / 100
    assert -CENT / 2 < quote.saved - exact <= CENT / 2


@given(price_lists(), plans, some.lists(seats, min_size=2, max_size=2).map(sorted))
def test_more_seats_never_cost_less(prices: PriceList, plan: str, few_and_many: list[int]) -> None:
    few, many = (quoted(prices, plan, seats, {}) for seats in few_and_many)

    assert few.total <= many.total


@given(price_lists(), plans, some.integers(2, MOST_SEATS), wishes)
def test_the_plan_named_as_cheaper_is_the_cheapest_that_can_be_had(
    prices: PriceList, plan: str, seats: int, wishes: Mapping[str, bool]
) -> None:
    quote = quoted(prices, plan, seats, wishes)

    others = dict[str, Decimal]()
    for other in NAMES:
        with suppress(Refused):
            others[other] = Pricing(prices).quote(other, seats, **wishes).total

    if quote.cheaper is None:
        assert quote.total == min(others.values())
    else:
        assert quote.cheaper.total == others[quote.cheaper.plan] == min(others.values()) < quote.total
