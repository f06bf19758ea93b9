"""What all records share: keys that make an effect happen once, and numbers that nobody else has."""

import secrets
import sqlite3
from collections.abc import Callable, Sequence

from domain.errors import KeyTaken

Choose = Callable[[Sequence[str]], str]
"""Picks one at random."""

_DIGITS = "0123456789"

_LENGTH = 5
"""Digits of a number: short enough to be said and remembered, and too many to be guessed in a call."""

_TRIES = 20
"""Before a longer number is taken: nineteen of twenty numbers of a length are gone by then, or luck is bad."""


def number_of(connection: sqlite3.Connection, key: str, effect: str) -> str | None:
    """The record that this effect has left under this key; None when the key is new.

    :raises KeyTaken: the key stands for another effect.
    """
    row = connection.execute("SELECT effect, number FROM effects WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    if row[0] != effect:
        raise KeyTaken(key)
    return row[1]


def remember(connection: sqlite3.Connection, key: str, effect: str, number: str) -> None:
    connection.execute("INSERT INTO effects (key, effect, number) VALUES (?, ?, ?)", (key, effect, number))


def is_new(connection: sqlite3.Connection, key: str, effect: str, number: str) -> bool:
    """Whether the effect on this record is still to happen; if so, its key is used from now on.

    :raises KeyTaken: the key stands for another effect, or for this one on another record.
    """
    before = number_of(connection, key, effect)
    if before is None:
        remember(connection, key, effect, number)
        return True
    if before != number:
        raise KeyTaken(key)
    return False


def new_number(connection: sqlite3.Connection, choose: Choose = secrets.choice) -> str:
    """A number that no record has had. It cannot be guessed from others, as they could be of one who counts."""
    length, tries = _LENGTH, 0
    while True:
        number = _drawn(length, choose)
        taken = connection.execute("INSERT INTO numbers VALUES (?) ON CONFLICT DO NOTHING", (number,))
        if taken.rowcount:
            return number
        tries += 1
        length = _LENGTH + tries // _TRIES


def _drawn(length: int, choose: Choose) -> str:
    """No digit stands twice in a row, since "double five" and "five five" are easily misheard; no zero begins."""
    number = choose(_DIGITS[1:])
    while len(number) < length:
        number += choose(_DIGITS.replace(number[-1], ""))
    return number
