"""What tenants have spent."""

from abc import ABC, abstractmethod
from datetime import date
from decimal import Decimal


class Spending(ABC):
    """A sum for each tenant and day. Shared by all calls that count towards the same cap."""

    @abstractmethod
    async def add(self, tenant: str, day: date, amount: Decimal) -> Decimal:
        """Add it to the day's sum, in one step that no other one can come between.

        Repeating counts twice: an `add` whose outcome is unknown must not be repeated.

        :param amount: at least 0; exact, and kept exact.
        :raises SpendingUnavailable: it may be counted, or not.
        :returns: the sum after it, so that of several calls exactly one sees it pass a limit.
        """

    @abstractmethod
    async def spent(self, tenant: str, day: date) -> Decimal:
        """The day's sum; 0 for a tenant of whom nothing is known. Days before yesterday may be forgotten.

        :raises SpendingUnavailable: it cannot be read.
        """
