"""Where calls stand, in Postgres."""

from pydantic import TypeAdapter

from domain.entities.standing import CallStanding
from domain.interfaces.standing import CallStandings
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.postgres.connection import Postgres
from infrastructure.persistence.postgres.notes import PostgresNotes

_STANDING = TypeAdapter(CallStanding)


class PostgresCallStandings(CallStandings):
    def __init__(self, postgres: Postgres, behind: Behind, ttl_s: float) -> None:
        self._notes = PostgresNotes(postgres, behind, ttl_s, "standing", _STANDING)

    def note(self, session_id: str, standing: CallStanding, *, epoch: int) -> None:
        self._notes.keep(session_id, standing, epoch)

    async def latest(self, session_id: str) -> CallStanding | None:
        return await self._notes.latest(session_id)
