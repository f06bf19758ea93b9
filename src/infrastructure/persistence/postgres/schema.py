"""The tables, version by version, and those of LangGraph's saver."""

import asyncio
from typing import LiteralString

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from domain.errors import ConfigurationInvalid
from infrastructure.persistence.postgres.connection import Connection

_VERSIONS: tuple[tuple[LiteralString, ...], ...] = (
    (
        # A note changes a row four times a second: cheap, with room beside it and no index on what changes.
        """CREATE TABLE parley_calls (
            session_id text PRIMARY KEY, epoch bigint NOT NULL, kept_until timestamptz NOT NULL,
            saying text, standing text
        ) WITH (fillfactor = 50)""",
        """CREATE TABLE parley_turns (
            session_id text NOT NULL REFERENCES parley_calls ON DELETE CASCADE,
            number bigint GENERATED ALWAYS AS IDENTITY,
            turn text NOT NULL,
            PRIMARY KEY (session_id, number)
        )""",
    ),
)
"""What leads from each version to the next. Add to the end; a version that was released stays as it is. JSON is
kept as text: `jsonb` takes no NUL, which a caller can type."""

LATEST = len(_VERSIONS)

_LOCK = int.from_bytes(b"Parley", "big")
_LOOKS_EVERY_S = 0.05


async def bring_up_to_date(connection: Connection) -> None:
    """Create or upgrade the tables: of several who start at once, one does it, and the others wait. Where there is
    nothing to do, an account will do that may do nothing.

    :param connection: of its own: it may take as long as it takes.
    :raises ConfigurationInvalid: a newer Parley was here.
    :raises psycopg.Error: it cannot be done.
    """
    if await _is_up_to_date(connection):
        return
    # Looked at again and again: whoever waits inside Postgres holds up the indexes that the saver builds.
    while not await _is_locked_by_us(connection):  # noqa: ASYNC110
        await asyncio.sleep(_LOOKS_EVERY_S)
    try:
        if not await _is_up_to_date(connection):
            await _upgrade(connection)
            await AsyncPostgresSaver(connection).setup()
    finally:
        await connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


async def _is_up_to_date(connection: Connection) -> bool:
    """:raises ConfigurationInvalid: a newer Parley was here."""
    version = await _version(connection)
    if version > LATEST:
        raise ConfigurationInvalid(
            f"PARLEY_POSTGRES_URL: the database has the schema {version}, and this Parley knows {LATEST} at most: "
            "start a newer Parley, or name another database"
        )
    return version == LATEST and await _savers_version(connection) >= len(AsyncPostgresSaver.MIGRATIONS) - 1


async def _upgrade(connection: Connection) -> None:
    async with connection.transaction():
        await connection.execute("CREATE TABLE IF NOT EXISTS parley_schema (version int PRIMARY KEY)")
        for version in range(await _version(connection), LATEST):
            for statement in _VERSIONS[version]:
                await connection.execute(statement)
            await connection.execute("INSERT INTO parley_schema VALUES (%s)", (version + 1,))


async def _is_locked_by_us(connection: Connection) -> bool:
    found = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
    return await found.fetchone() == (True,)


async def _version(connection: Connection) -> int:
    if not await _is_there(connection, "parley_schema"):
        return 0
    found = await connection.execute("SELECT coalesce(max(version), 0) FROM parley_schema")
    return _number(await found.fetchone())


async def _savers_version(connection: Connection) -> int:
    if not await _is_there(connection, "checkpoint_migrations"):
        return -1
    found = await connection.execute("SELECT coalesce(max(v), -1) FROM checkpoint_migrations")
    return _number(await found.fetchone())


async def _is_there(connection: Connection, table: str) -> bool:
    found = await connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,))
    return await found.fetchone() == (True,)


def _number(row: tuple[int] | None) -> int:
    """Of a statement that gives one row."""
    return 0 if row is None else row[0]
