"""Orders in SQLite."""

import sqlite3
from datetime import datetime
from decimal import Decimal

from domain.entities.order import NewOrder, Order
from domain.errors import KeyTaken
from domain.interfaces.orders import OrderRecords
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.effects import is_new, new_number, number_of, remember

_PLACE, _CANCEL = "place an order", "cancel an order"


class SqliteOrderRecords(OrderRecords):
    def __init__(self, database: Database) -> None:
        self._database = database

    def place(self, key: str, content: NewOrder, at: datetime) -> Order:
        with self._database.effect() as connection:
            number = number_of(connection, key, _PLACE)
            if number is not None:
                return _same(_find(connection, number), content, key)
            order = Order(new_number(connection), content, at)
            connection.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", _row(order))
            remember(connection, key, _PLACE, order.number)
            return order

    def find(self, number: str) -> Order | None:
        with self._database.reading() as connection:
            return _find(connection, number)

    def cancel(self, key: str, number: str, at: datetime) -> Order | None:
        with self._database.effect() as connection:
            if _find(connection, number) is not None and is_new(connection, key, _CANCEL, number):
                connection.execute(
                    "UPDATE orders SET cancelled_at = ? WHERE number = ? AND cancelled_at IS NULL",
                    (at.isoformat(), number),
                )
            return _find(connection, number)


def _same(order: Order | None, content: NewOrder, key: str) -> Order:
    if order is None or order.content != content:
        raise KeyTaken(key)
    return order


def _row(order: Order) -> tuple[str | int, ...]:
    what = order.content
    return (
        order.number,
        what.plan,
        what.seats,
        int(what.yearly),
        what.email,
        str(what.total),
        str(what.setup),
        order.placed_at.isoformat(),
    )


def _find(connection: sqlite3.Connection, number: str) -> Order | None:
    row = connection.execute(
        "SELECT plan, seats, yearly, email, total, setup, placed_at, cancelled_at FROM orders WHERE number = ?",
        (number,),
    ).fetchone()
    if row is None:
        return None
    plan, seats, yearly, email, total, setup, placed_at, cancelled_at = row
    content = NewOrder(plan, seats, bool(yearly), email, Decimal(total), Decimal(setup))
    cancelled = datetime.fromisoformat(cancelled_at) if cancelled_at else None
    return Order(number, content, datetime.fromisoformat(placed_at), cancelled)
