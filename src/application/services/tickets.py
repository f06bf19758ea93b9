"""Opens and closes tickets."""

from collections.abc import Callable, Collection
from datetime import datetime

from domain.entities import spoken
from domain.entities.ticket import Ticket
from domain.errors import Refused
from domain.interfaces.tickets import TicketRecords

OTHER = "other"
"""The problem that no guide is about."""


class Tickets:
    """:param problems: the names that a ticket may carry, beside `OTHER`.
    :param now: an aware clock.
    """

    def __init__(self, records: TicketRecords, problems: Collection[str], now: Callable[[], datetime]) -> None:
        self._records = records
        self._problems = frozenset(problems) | {OTHER}
        self._now = now

    def open(self, key: str, problem: str) -> Ticket:
        """:raises Refused: no such problem is known.
        :raises KeyTaken: the key stands for something else.
        """
        if problem not in self._problems:
            raise Refused("I do not know that kind of problem, but I can open a ticket for something else.")
        return self._records.open(key, problem, self._now())

    def find(self, number: str) -> Ticket:
        """:raises Refused: there is none of this number."""
        ticket = self._records.find(number)
        if ticket is None:
            raise _unknown(number)
        return ticket

    def close(self, key: str, number: str) -> Ticket:
        """One that is closed stays so, which is no error.

        :raises Refused: there is none of this number.
        :raises KeyTaken: the key stands for something else.
        """
        ticket = self._records.close(key, number, self._now())
        if ticket is None:
            raise _unknown(number)
        return ticket


def _unknown(number: str) -> Refused:
    return Refused(f"I find no ticket {spoken.digits(number)}. Could you check the number?")
