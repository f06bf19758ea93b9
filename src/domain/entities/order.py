"""A plan that was ordered."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What was asked for, and what it costs. Two are equal when the same was asked for: a price may have changed
    between the first try and the next.

    :ivar total: euros for each `period`.
    :ivar setup: euros once.
    """

    plan: str
    seats: int
    yearly: bool
    email: str
    total: Decimal = field(compare=False)
    setup: Decimal = field(compare=False)

    @property
    def period(self) -> str:
        return "year" if self.yearly else "month"


@dataclass(frozen=True, slots=True)
class Order:
    """:ivar number: digits; no other order has it.
    :ivar cancelled_at: None while it stands.
    """

    number: str
    content: NewOrder
    placed_at: datetime
    cancelled_at: datetime | None = None
