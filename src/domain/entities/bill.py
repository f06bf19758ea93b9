"""What was used, and what it cost."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from domain.entities.tariff import EXACT
from domain.entities.usage import Unit, Used


class Leg(StrEnum):
    """The parts of a call that providers do."""

    HEARING = "stt"
    THINKING = "model"
    SPEAKING = "tts"


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a bill.

    :ivar specialist: for whom it was used; the supervisor is one of them.
    :ivar cost: None: unpriced, so that what it cost is not known.
    """

    leg: Leg
    specialist: str
    used: Used
    cost: Decimal | None

    @property
    def of(self) -> tuple[Leg, str, str, str, Unit, bool, bool]:
        """What it is for: charges that agree in this are one line."""
        used = self.used
        is_priced = self.cost is not None
        return self.leg, self.specialist, used.provider, used.model, used.unit, used.is_reported, is_priced

    def __add__(self, other: "Charge") -> "Charge":
        """Both in one line. They must be for the same."""
        amount = EXACT.add(self.used.amount, other.used.amount)
        cost = None if self.cost is None or other.cost is None else EXACT.add(self.cost, other.cost)
        return replace(self, used=replace(self.used, amount=amount), cost=cost)


@dataclass(frozen=True, slots=True)
class Bill:
    """:ivar charges: one line for each leg, specialist, provider, model and unit, reported and counted apart."""

    charges: tuple[Charge, ...] = ()

    @property
    def cost(self) -> Decimal:
        """Of all that has a price, exact."""
        return total(charge.cost for charge in self.charges if charge.cost is not None)

    @property
    def unpriced(self) -> tuple[Charge, ...]:
        """What is missing in `cost`."""
        return tuple(charge for charge in self.charges if charge.cost is None)

    def __add__(self, other: "Bill") -> "Bill":
        lines = {charge.of: charge for charge in self.charges}
        for charge in other.charges:
            line = lines.get(charge.of)
            lines[charge.of] = charge if line is None else line + charge
        return Bill(tuple(lines.values()))


NOTHING = Bill()


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum, exact."""
    added = Decimal(0)
    for amount in amounts:
        added = EXACT.add(added, amount)
    return added
