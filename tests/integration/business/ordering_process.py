"""A process that places orders: `ordering_process.py FILE KEY...`; with `--for-ever`, keys without end.

Prints each order's key and number once it is placed.
"""

import sys
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

from domain.entities.order import NewOrder
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.orders import SqliteOrderRecords

CONTENT = NewOrder("pro", 1, yearly=False, email="jo@example.com", total=Decimal(39), setup=Decimal(49))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def main(file: str, *keys: str) -> None:
    _tell("ready")
    sys.stdin.readline()
    records = SqliteOrderRecords(Database(Path(file), patience_s=20))
    for key in (f"k{number}" for number in count()) if keys == ("--for-ever",) else keys:
        _tell(f"{key} {records.place(key, CONTENT, NOW).number}")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
