"""The records that promise the same: fakes, SQLite in memory, and SQLite in a file."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from domain.interfaces.orders import OrderRecords
from domain.interfaces.tickets import TicketRecords
from domain.interfaces.visits import VisitRecords
from infrastructure.persistence.sqlite.database import Database
from infrastructure.persistence.sqlite.orders import SqliteOrderRecords
from infrastructure.persistence.sqlite.tickets import SqliteTicketRecords
from infrastructure.persistence.sqlite.visits import SqliteVisitRecords
from tests.fakes.keys import FakeKeys
from tests.fakes.orders import FakeOrderRecords
from tests.fakes.tickets import FakeTicketRecords
from tests.fakes.visits import FakeVisitRecords

KINDS = ("fake", "memory", "file")

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Records:
    orders: OrderRecords
    tickets: TicketRecords
    visits: VisitRecords


@contextmanager
def records_of(kind: str, folder: Path) -> Generator[Records, None, None]:
    if kind == "fake":
        keys = FakeKeys()
        yield Records(FakeOrderRecords(keys), FakeTicketRecords(keys), FakeVisitRecords(keys))
        return
    database = Database(folder / "records.sqlite3" if kind == "file" else None)
    try:
        yield Records(SqliteOrderRecords(database), SqliteTicketRecords(database), SqliteVisitRecords(database))
    finally:
        database.close()


def at_once(times: int, work: Callable[[int], Answer]) -> list[Answer]:
    """What each of many threads gets."""
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(work, range(times)))
