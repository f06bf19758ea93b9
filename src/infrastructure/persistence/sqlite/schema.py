"""The tables, version by version."""

import sqlite3

from domain.errors import ConfigurationInvalid

APPLICATION_ID = int.from_bytes(b"Prly", "big")
"""Marks a file as ours: see `PRAGMA application_id`."""

_VERSIONS = (
    (
        # Which effect a key stood for, and the number of the record that it left.
        "CREATE TABLE effects (key TEXT PRIMARY KEY, effect TEXT NOT NULL, number TEXT NOT NULL) STRICT",
        # One for all records: nobody's order has the number of somebody's ticket.
        "CREATE TABLE numbers (number TEXT PRIMARY KEY) STRICT",
        """CREATE TABLE orders (
            number TEXT PRIMARY KEY, plan TEXT NOT NULL, seats INTEGER NOT NULL, yearly INTEGER NOT NULL,
            email TEXT NOT NULL, total TEXT NOT NULL, setup TEXT NOT NULL,
            placed_at TEXT NOT NULL, cancelled_at TEXT
        ) STRICT""",
        """CREATE TABLE tickets (
            number TEXT PRIMARY KEY, problem TEXT NOT NULL, opened_at TEXT NOT NULL, closed_at TEXT
        ) STRICT""",
        """CREATE TABLE visits (
            number TEXT PRIMARY KEY, day TEXT NOT NULL, half TEXT NOT NULL, place INTEGER NOT NULL,
            booked_at TEXT NOT NULL, cancelled_at TEXT
        ) STRICT""",
        "CREATE UNIQUE INDEX one_visit_a_place ON visits (day, half, place) WHERE cancelled_at IS NULL",
    ),
)
"""What leads from each version to the next. Add to the end; a version that was released stays as it is."""

LATEST = len(_VERSIONS)


def bring_up_to_date(connection: sqlite3.Connection, name: str) -> None:
    """Create or upgrade the tables. The caller holds the write lock, so that two who start at once do it once.

    :param name: of the file, for the error.
    :raises ConfigurationInvalid: it was written by a newer Parley, or by another program.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        raise ConfigurationInvalid(f"{name} belongs to another program: let PARLEY_RECORDS name another file")
    if version > LATEST:
        raise ConfigurationInvalid(
            f"{name} has the schema {version}, and this Parley knows {LATEST} at most: start a newer Parley, "
            "or let PARLEY_RECORDS name another file"
        )
    for statements in _VERSIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {LATEST}")
