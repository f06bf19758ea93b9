"""What was said in a call, in Postgres."""

from pydantic import TypeAdapter

from domain.entities.turn import Turn
from domain.interfaces.memory import CallMemory
from infrastructure.persistence.postgres.connection import Postgres
from infrastructure.persistence.postgres.fence import take_fence

_TURN = TypeAdapter(Turn)

_APPEND = """
INSERT INTO parley_turns (session_id, turn)
SELECT %(session)s, %(turn)s::text
WHERE %(turn)s::text IS DISTINCT FROM (
    SELECT turn FROM parley_turns WHERE session_id = %(session)s ORDER BY number DESC LIMIT 1
)
"""


class PostgresCallMemory(CallMemory):
    """A turn that is appended again, because nobody knows whether it was kept, is kept once.

    :param ttl_s: kept for so long after the last turn.
    """

    def __init__(self, postgres: Postgres, ttl_s: float) -> None:
        self._postgres = postgres
        self._ttl_s = ttl_s

    async def append(self, session_id: str, turn: Turn, *, epoch: int) -> None:
        text = _TURN.dump_json(turn).decode()
        async with self._postgres.transaction() as connection:
            await take_fence(connection, session_id, epoch, self._ttl_s)
            await connection.execute(_APPEND, {"session": session_id, "turn": text})

    async def recall(self, session_id: str) -> tuple[Turn, ...]:
        async with self._postgres.connection() as connection:
            found = await connection.execute(
                "SELECT turn FROM parley_turns WHERE session_id = %s ORDER BY number", (session_id,)
            )
            return tuple(_TURN.validate_json(turn) for (turn,) in await found.fetchall())

    async def claim(self, session_id: str, *, epoch: int) -> bool:
        async with self._postgres.transaction() as connection:
            await take_fence(connection, session_id, epoch, self._ttl_s)
        return True

    async def settle(self) -> bool:
        return True

    async def forget(self, session_id: str) -> None:
        async with self._postgres.connection() as connection:
            await connection.execute("DELETE FROM parley_calls WHERE session_id = %s", (session_id,))
