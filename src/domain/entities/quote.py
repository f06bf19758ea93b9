"""A price that was worked out."""

from dataclasses import dataclass
from decimal import Decimal

from domain.entities.price_list import Plan


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """:ivar text: what it is for: `nine further seats`.
    :ivar amount: euros in a month; below zero for a discount.
    """

    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CheaperPlan:
    """Another plan that does the same for less, asked for in the same way.

    :ivar total: euros in a month, or in a year when that was asked for.
    """

    plan: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Quote:
    """What a plan costs, asked for in one way. Money in euros.

    :ivar lines: what a month costs, line by line; they sum up to `monthly`.
    :ivar monthly: a month, paid by the month.
    :ivar total: what is paid each time: a month's price, or a year's less its discount.
    :ivar saved: what paying a year at once saves in that year; zero when paid by the month.
    :ivar setup: once.
    :ivar cheaper: the cheapest other plan for as many seats, where that costs less; never for one seat, since
        a smaller plan is always cheaper.
    """

    plan: str
    seats: int
    yearly: bool
    student: bool
    monthly_contract: bool
    lines: tuple[QuoteLine, ...]
    monthly: Decimal
    total: Decimal
    saved: Decimal
    setup: Decimal
    cheaper: CheaperPlan | None = None

    @property
    def period(self) -> str:
        """`month` or `year`: what `total` pays for."""
        return "year" if self.yearly else "month"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side.

    :ivar difference: euros a month, that `dearer` costs more.
    """

    cheaper: Plan
    dearer: Plan
    difference: Decimal
