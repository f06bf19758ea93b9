"""The newest note of a kind, of each call, in Postgres."""

from typing import Generic, TypeVar

from psycopg.sql import SQL, Identifier
from pydantic import TypeAdapter

from domain.errors import StaleEpoch
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.postgres.connection import Postgres
from infrastructure.persistence.postgres.fence import standing_epoch

Note = TypeVar("Note")

# Fence and note are one row. The disk is not waited for: a Postgres that crashes loses the last half second.
_NOTE = SQL("""
INSERT INTO parley_calls AS kept (session_id, epoch, kept_until, {kind})
SELECT %(session)s, %(epoch)s, now() + make_interval(secs => %(ttl)s), %(note)s::text
FROM set_config('synchronous_commit', 'off', true)
ON CONFLICT (session_id) DO UPDATE
SET epoch = excluded.epoch, kept_until = excluded.kept_until, {kind} = excluded.{kind}
WHERE kept.epoch <= excluded.epoch
RETURNING epoch
""")


class PostgresNotes(Generic[Note]):
    """A newer note takes the place of one that still waits to be kept.

    :param kind: names the column.
    """

    def __init__(
        self, postgres: Postgres, behind: Behind, ttl_s: float, kind: str, of_kind: TypeAdapter[Note]
    ) -> None:
        self._postgres = postgres
        self._behind = behind
        self._ttl_s = ttl_s
        self._kind = kind
        self._of_kind = of_kind
        self._noting = _NOTE.format(kind=Identifier(kind))
        self._latest = SQL("SELECT {kind} FROM parley_calls WHERE session_id = %s").format(kind=Identifier(kind))

    def keep(self, session_id: str, note: Note | None, epoch: int) -> None:
        """None drops what was noted before."""
        self._behind.add(session_id, lambda: self._write(session_id, note, epoch), replaces=self._kind)

    async def latest(self, session_id: str) -> Note | None:
        async with self._postgres.connection() as connection:
            row = await (await connection.execute(self._latest, (session_id,))).fetchone()
        return self._of_kind.validate_json(row[0]) if row and row[0] is not None else None

    async def _write(self, session_id: str, note: Note | None, epoch: int) -> None:
        """:raises StaleEpoch: the call has a newer owner."""
        text = None if note is None else self._of_kind.dump_json(note).decode()
        values = {"session": session_id, "epoch": epoch, "ttl": self._ttl_s, "note": text}
        async with self._postgres.connection() as connection:
            noted = await connection.execute(self._noting, values)
            if await noted.fetchone() is None:
                raise StaleEpoch(epoch, await standing_epoch(connection, session_id))
