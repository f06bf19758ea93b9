"""What tenants have spent, kept in this process."""

from datetime import date, timedelta
from decimal import Decimal

from domain.entities.tariff import EXACT
from domain.interfaces.spending import Spending


class InMemorySpending(Spending):
    """Lost with the process, and not shared: each replica counts its own calls."""

    def __init__(self) -> None:
        self._spent: dict[date, dict[str, Decimal]] = {}

    async def add(self, tenant: str, day: date, amount: Decimal) -> Decimal:
        if day not in self._spent:
            self._forget_before(day - timedelta(days=1))
        spent = self._spent.setdefault(day, {})
        spent[tenant] = EXACT.add(spent.get(tenant, Decimal(0)), amount)
        return spent[tenant]

    async def spent(self, tenant: str, day: date) -> Decimal:
        return self._spent.get(day, {}).get(tenant, Decimal(0))

    def _forget_before(self, day: date) -> None:
        self._spent = {each: spent for each, spent in self._spent.items() if each >= day}
