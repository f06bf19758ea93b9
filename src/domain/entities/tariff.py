"""What providers ask for what they do: a price table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal

from domain.entities.usage import Unit, Used

CURRENCY = "USD"
"""Of all prices, costs and caps: what the providers bill in."""

EXACT = Context(prec=100)
"""For sums of money: Python's usual 28 digits round the sum of a large and a tiny amount."""

_SNAPSHOT = re.compile(r"-(\d{8}|\d{4}-\d{2}-\d{2})$")
"""The date at the end of a model's name. Providers are asked for `gpt-4.1` and report `gpt-4.1-2025-04-14`."""

PriceOf = tuple[str, str, Unit]
"""Provider, model and unit."""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices on one day.

    :ivar as_of: the day.
    :ivar prices: for one unit, in `CURRENCY`.
    :ivar free: providers that cost nothing, whatever they do: those that run on this machine.
    """

    as_of: date
    prices: Mapping[PriceOf, Decimal] = field(default_factory=dict[PriceOf, Decimal])
    free: frozenset[str] = frozenset()

    def cost_of(self, used: Used) -> Decimal | None:
        """Exact. None when there is no price for it: what it cost is not known.

        A model with a date in its name has its own price where there is one, else that of the model without.
        """
        if used.provider in self.free:
            return Decimal(0)
        for model in (used.model, _SNAPSHOT.sub("", used.model)):
            price = self.prices.get((used.provider, model, used.unit))
            if price is not None:
                return EXACT.multiply(used.amount, price)
        return None
