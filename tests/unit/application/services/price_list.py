"""Price lists of tests: one with round figures, and any that could be written."""

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as some

from domain.entities.price_list import Plan, PriceList

PROFILE = "services"
"""Of hypothesis: the same examples in each run, and no files left behind."""

settings.register_profile(PROFILE, database=None, deadline=None, derandomize=True, max_examples=150)

MOST_SEATS = 40
"""That every price list has."""

NAMES = ("small", "middle", "large")

PRICES = PriceList(
    plans=(
        Plan("small", ("the little one",), Decimal(20), 1, None, for_students=True, down=50, up=10),
        Plan("middle", (), Decimal(40), 1, Decimal(10), for_students=False, down=100, up=20),
        Plan("large", (), Decimal(80), 5, Decimal(5), for_students=False, down=500, up=100),
    ),
    setup=Decimal(50),
    yearly_percent_off=Decimal(10),
    student_off=Decimal(5),
    no_minimum_term=Decimal(3),
    most_seats=100,
)


def money() -> some.SearchStrategy[Decimal]:
    return some.decimals(0, 9_999, places=2)


def plans(name: str) -> some.SearchStrategy[Plan]:
    return some.builds(
        Plan,
        name=some.just(name),
        said=some.just(()),
        monthly=money(),
        seats_included=some.integers(1, 20),
        further_seat=some.none() | money(),
        for_students=some.booleans(),
        down=some.integers(1, 1000),
        up=some.integers(1, 1000),
    )


def price_lists() -> some.SearchStrategy[PriceList]:
    return some.builds(
        PriceList,
        plans=some.tuples(*(plans(name) for name in NAMES)),
        setup=money(),
        yearly_percent_off=some.decimals(0, 100, places=1),
        student_off=money(),
        no_minimum_term=money(),
        most_seats=some.integers(MOST_SEATS, 300),
    )
