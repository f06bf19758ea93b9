"""Tickets in SQLite."""

import sqlite3
from datetime import datetime

from domain.entities.ticket import Ticket
from domain.errors import KeyTaken
from domain.interfaces.tickets import TicketRecords
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.effects import is_new, new_number, number_of, remember

_OPEN, _CLOSE = "open a ticket", "close a ticket"


class SqliteTicketRecords(TicketRecords):
    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, key: str, problem: str, at: datetime) -> Ticket:
        with self._database.effect() as connection:
            number = number_of(connection, key, _OPEN)
            if number is not None:
                return _same(_find(connection, number), problem, key)
            ticket = Ticket(new_number(connection), problem, at)
            connection.execute(
                "INSERT INTO tickets VALUES (?, ?, ?, NULL)", (ticket.number, problem, at.isoformat())
            )
            remember(connection, key, _OPEN, ticket.number)
            return ticket

    def find(self, number: str) -> Ticket | None:
        with self._database.reading() as connection:
            return _find(connection, number)

    def close(self, key: str, number: str, at: datetime) -> Ticket | None:
        with self._database.effect() as connection:
            if _find(connection, number) is not None and is_new(connection, key, _CLOSE, number):
                connection.execute(
                    "UPDATE tickets SET closed_at = ? WHERE number = ? AND closed_at IS NULL",
                    (at.isoformat(), number),
                )
            return _find(connection, number)


def _same(ticket: Ticket | None, problem: str, key: str) -> Ticket:
    if ticket is None or ticket.problem != problem:
        raise KeyTaken(key)
    return ticket


def _find(connection: sqlite3.Connection, number: str) -> Ticket | None:
    row = connection.execute(
        "SELECT problem, opened_at, closed_at FROM tickets WHERE number = ?", (number,)
    ).fetchone()
    if row is None:
        return None
    problem, opened_at, closed_at = row
    closed = datetime.fromisoformat(closed_at) if closed_at else None
    return Ticket(number, problem, datetime.fromisoformat(opened_at), closed)
