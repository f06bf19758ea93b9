"""Tickets in a dictionary."""

from dataclasses import replace
from datetime import datetime

from domain.entities.ticket import Ticket
from domain.errors import KeyTaken
from domain.interfaces.tickets import TicketRecords
from tests.fakes.keys import FakeKeys


class FakeTicketRecords(TicketRecords):
    def __init__(self, keys: FakeKeys | None = None) -> None:
        self._keys = keys or FakeKeys()
        self._tickets = dict[str, Ticket]()

    def open(self, key: str, problem: str, at: datetime) -> Ticket:
        with self._keys.turn:
            number = self._keys.number_of(key, "open")
            if number is None:
                number = self._keys.new_number(key, "open")
                self._tickets[number] = Ticket(number, problem, at)
            if self._tickets[number].problem != problem:
                raise KeyTaken(key)
            return self._tickets[number]

    def find(self, number: str) -> Ticket | None:
        return self._tickets.get(number)

    def close(self, key: str, number: str, at: datetime) -> Ticket | None:
        with self._keys.turn:
            ticket = self._tickets.get(number)
            if ticket is not None and self._keys.is_new(key, "close", number) and ticket.closed_at is None:
                self._tickets[number] = replace(ticket, closed_at=at)
            return self._tickets.get(number)
