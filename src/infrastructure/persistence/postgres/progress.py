"""How far answers are, in Postgres."""

from pydantic import TypeAdapter

from domain.entities.saying import Saying
from domain.interfaces.progress import AnswerProgress
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.postgres.connection import Postgres
from infrastructure.persistence.postgres.notes import PostgresNotes

_SAYING = TypeAdapter(Saying)


class PostgresAnswerProgress(AnswerProgress):
    def __init__(self, postgres: Postgres, behind: Behind, ttl_s: float) -> None:
        self._notes = PostgresNotes(postgres, behind, ttl_s, "saying", _SAYING)

    def note(self, session_id: str, saying: Saying | None, *, epoch: int) -> None:
        self._notes.keep(session_id, saying, epoch)

    async def latest(self, session_id: str) -> Saying | None:
        return await self._notes.latest(session_id)
