"""What one call uses."""

from collections.abc import Awaitable, Callable

from domain.entities.bill import NOTHING, Bill, Charge, Leg
from domain.entities.usage import Used

Price = Callable[[Leg, str, Used], Charge]
"""Told the leg, for whom it was used, and what."""

CarryOn = Callable[[Bill], None]
"""Told what another owner of the call has used, and counted."""

Count = Callable[[Bill], Awaitable[bool]]
"""Told what was used since it was told before; says whether that is all that may be spent."""


def _unpriced(leg: Leg, specialist: str, used: Used) -> Charge:
    return Charge(leg, specialist, used, None)


def _unminded(_bill: Bill) -> None:
    """Nobody counts."""


async def _uncapped(_bill: Bill) -> bool:
    return False


class CallMeter:
    """Adds up, in all and by turn: what all turns have taken, and what waits for the next, is the call's.

    :ivar bill: of the call so far.
    :ivar on_spent: called once, when all has been spent that may be.
    """

    def __init__(self, price: Price = _unpriced, count: Count = _uncapped, carry_on: CarryOn = _unminded) -> None:
        self._price = price
        self._count = count
        self._carry_on = carry_on
        self._of_turn = NOTHING
        self._uncounted = NOTHING
        self._is_spent = False
        self.bill = NOTHING
        self.on_spent: Callable[[], None] = lambda: None

    @property
    def is_spent(self) -> bool:
        """Whether the call has to end for its cost; known since the latest `settle`."""
        return self._is_spent

    @property
    def of_turn(self) -> Bill:
        """What was used since the latest turn."""
        return self._of_turn

    def carry_on(self, of_turns: Bill, of_turn: Bill) -> None:
        """Before anything is used here: another owner has carried the call. `settle` follows.

        :param of_turns: what its turns have used.
        :param of_turn: what it used after them.
        """
        self.bill, self._of_turn = of_turns + of_turn, of_turn
        self._carry_on(self.bill)

    def add(self, leg: Leg, specialist: str, used: tuple[Used, ...]) -> None:
        """Takes no time: providers report in the middle of a turn."""
        new = NOTHING
        for each in used:
            new += Bill((self._price(leg, specialist, each),))
        self.bill += new
        self._of_turn += new
        self._uncounted += new

    async def settle(self) -> None:
        """Count what was used towards the caps."""
        uncounted, self._uncounted = self._uncounted, NOTHING
        if await self._count(uncounted) and not self._is_spent:
            self._is_spent = True
            self.on_spent()

    def take_turn(self) -> Bill:
        """What was used since this was asked before."""
        taken, self._of_turn = self._of_turn, NOTHING
        return taken
