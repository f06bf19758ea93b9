"""What the plans cost, and the rules of their prices."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """:ivar name: `pro`; also what callers say.
    :ivar said: other ways to say it.
    :ivar monthly: euros a month.
    :ivar seats_included: persons who may use it at that price.
    :ivar further_seat: euros a month for one more person; None where there can be no more.
    :ivar for_students: whether students get their discount on it.
    :ivar down: megabits a second.
    :ivar up: megabits a second.
    """

    name: str
    said: tuple[str, ...]
    monthly: Decimal
    seats_included: int
    further_seat: Decimal | None
    for_students: bool
    down: int
    up: int


@dataclass(frozen=True, slots=True)
class PriceList:
    """Money in euros, of two decimals at most.

    :ivar plans: from the smallest to the largest, each name once.
    :ivar setup: once, for a new line.
    :ivar yearly_percent_off: for paying a year at once.
    :ivar student_off: a month.
    :ivar no_minimum_term: a month more, for a contract that can be ended every month.
    :ivar most_seats: more than these are no matter for a price list.
    """

    plans: tuple[Plan, ...]
    setup: Decimal
    yearly_percent_off: Decimal
    student_off: Decimal
    no_minimum_term: Decimal
    most_seats: int
