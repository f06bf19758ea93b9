"""How far answers are, in Postgres."""

from pydantic import TypeAdapter

from domain.entities.saying import Saying
from domain.errors import StaleEpoch
from domain.interfaces.progress import AnswerProgress
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.postgres.connection import Postgres
from infrastructure.persistence.postgres.fence import standing_epoch

_SAYING = TypeAdapter(Saying)

# Fence and note are one row. The disk is not waited for: a Postgres that crashes loses the last half second.
_NOTE = """
INSERT INTO parley_calls AS kept (session_id, epoch, kept_until, saying)
SELECT %(session)s, %(epoch)s, now() + make_interval(secs => %(ttl)s), %(saying)s::text
FROM set_config('synchronous_commit', 'off', true)
ON CONFLICT (session_id) DO UPDATE
SET epoch = excluded.epoch, kept_until = excluded.kept_until, saying = excluded.saying
WHERE kept.epoch <= excluded.epoch
RETURNING epoch
"""


class PostgresAnswerProgress(AnswerProgress):
    """A newer note takes the place of one that still waits to be kept."""

    def __init__(self, postgres: Postgres, behind: Behind, ttl_s: float) -> None:
        self._postgres = postgres
        self._behind = behind
        self._ttl_s = ttl_s

    def note(self, session_id: str, saying: Saying | None, *, epoch: int) -> None:
        text = None if saying is None else _SAYING.dump_json(saying).decode()
        self._behind.add(session_id, lambda: self._note(session_id, text, epoch), replaces="saying")

    async def latest(self, session_id: str) -> Saying | None:
        async with self._postgres.connection() as connection:
            found = await connection.execute(
                "SELECT saying FROM parley_calls WHERE session_id = %s", (session_id,)
            )
            row = await found.fetchone()
        return _SAYING.validate_json(row[0]) if row and row[0] is not None else None

    async def _note(self, session_id: str, text: str | None, epoch: int) -> None:
        """:raises StaleEpoch: the call has a newer owner."""
        async with self._postgres.connection() as connection:
            values = {"session": session_id, "epoch": epoch, "ttl": self._ttl_s, "saying": text}
            noted = await connection.execute(_NOTE, values)
            if await noted.fetchone() is None:
                raise StaleEpoch(epoch, await standing_epoch(connection, session_id))
