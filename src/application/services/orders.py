"""Takes orders, and takes them back."""

from collections.abc import Callable
from datetime import datetime, timedelta

from application.services.pricing import Pricing
from domain.entities import spoken
from domain.entities.email_address import is_email_address
from domain.entities.order import NewOrder, Order
from domain.errors import Refused
from domain.interfaces.orders import OrderRecords

WITHDRAWAL = timedelta(days=14)
"""Those who order at a distance may change their minds for so long (directive 2011/83/EU, article 9)."""


class Orders:
    """:param now: an aware clock."""

    def __init__(self, pricing: Pricing, records: OrderRecords, now: Callable[[], datetime]) -> None:
        self._pricing = pricing
        self._records = records
        self._now = now

    def check(self, plan: str, email: str, seats: int = 1, *, yearly: bool = False) -> NewOrder:
        """What would be ordered, and at what price. Nothing happens.

        :raises Refused: the plan cannot be had like that, or the address is none.
        """
        quote = self._pricing.quote(plan, seats, yearly=yearly)
        if not is_email_address(email):
            raise Refused("That is no email address that I understand. Could you spell it for me?")
        return NewOrder(plan, seats, yearly, email.lower(), quote.total, quote.setup)

    def place(self, key: str, plan: str, email: str, seats: int = 1, *, yearly: bool = False) -> Order:
        """:raises Refused: as `check` does.
        :raises KeyTaken: the key stands for something else.
        """
        return self._records.place(key, self.check(plan, email, seats, yearly=yearly), self._now())

    def find(self, number: str) -> Order:
        """:raises Refused: there is none of this number."""
        order = self._records.find(number)
        if order is None:
            raise Refused(f"I find no order {spoken.digits(number)}. Could you check the number?")
        return order

    def check_cancelling(self, number: str) -> Order:
        """The order that would be cancelled. Nothing happens.

        :raises Refused: there is none of this number, or it is too old to be taken back.
        """
        order = self.find(number)
        if order.cancelled_at is None and self._now() - order.placed_at > WITHDRAWAL:
            raise Refused(
                "That order is more than fourteen days old, so it cannot be taken back. "
                "You can cancel the contract in writing, with one month's notice."
            )
        return order

    def cancel(self, key: str, number: str) -> Order:
        """One that is cancelled stays so, which is no error.

        :raises Refused: as `check_cancelling` does.
        :raises KeyTaken: the key stands for something else.
        """
        order = self.check_cancelling(number)
        return self._records.cancel(key, number, self._now()) or order
