"""Visits in SQLite."""

import sqlite3
from collections.abc import Collection, Mapping
from datetime import date, datetime

from domain.entities.visit import HalfDay, Slot, Visit
from domain.errors import KeyTaken
from domain.interfaces.visits import VisitRecords
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.effects import is_new, new_number, number_of, remember

_BOOK, _CANCEL = "book a visit", "cancel a visit"


class SqliteVisitRecords(VisitRecords):
    """A visit has a place in its slot, which the file keeps for it alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def book(self, key: str, slot: Slot, at: datetime, *, places: int) -> Visit | None:
        with self._database.effect() as connection:
            number = number_of(connection, key, _BOOK)
            if number is not None:
                return _same(_find(connection, number), slot, key)
            free = set(range(1, places + 1)) - _places_taken(connection, slot)
            if not free:
                return None
            visit = Visit(new_number(connection), slot, at)
            connection.execute(
                "INSERT INTO visits VALUES (?, ?, ?, ?, ?, NULL)",
                (visit.number, *_when(slot), min(free), at.isoformat()),
            )
            remember(connection, key, _BOOK, visit.number)
            return visit

    def find(self, number: str) -> Visit | None:
        with self._database.reading() as connection:
            return _find(connection, number)

    def cancel(self, key: str, number: str, at: datetime) -> Visit | None:
        with self._database.effect() as connection:
            if _find(connection, number) is not None and is_new(connection, key, _CANCEL, number):
                connection.execute(
                    "UPDATE visits SET cancelled_at = ? WHERE number = ? AND cancelled_at IS NULL",
                    (at.isoformat(), number),
                )
            return _find(connection, number)

    def taken(self, slots: Collection[Slot]) -> Mapping[Slot, int]:
        with self._database.reading() as connection:
            return {slot: len(_places_taken(connection, slot)) for slot in slots}


def _when(slot: Slot) -> tuple[str, str]:
    return slot.day.isoformat(), slot.half.value


def _places_taken(connection: sqlite3.Connection, slot: Slot) -> set[int]:
    rows = connection.execute(
        "SELECT place FROM visits WHERE day = ? AND half = ? AND cancelled_at IS NULL", _when(slot)
    )
    return {place for (place,) in rows}


def _same(visit: Visit | None, slot: Slot, key: str) -> Visit:
    if visit is None or visit.slot != slot:
        raise KeyTaken(key)
    return visit


def _find(connection: sqlite3.Connection, number: str) -> Visit | None:
    row = connection.execute(
        "SELECT day, half, booked_at, cancelled_at FROM visits WHERE number = ?", (number,)
    ).fetchone()
    if row is None:
        return None
    day, half, booked_at, cancelled_at = row
    slot = Slot(date.fromisoformat(day), HalfDay(half))
    cancelled = datetime.fromisoformat(cancelled_at) if cancelled_at else None
    return Visit(number, slot, datetime.fromisoformat(booked_at), cancelled)
