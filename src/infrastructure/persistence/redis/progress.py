"""How far answers are, in Redis."""

from pydantic import TypeAdapter
from redis.asyncio import Redis

from domain.entities.saying import Saying
from domain.interfaces.progress import AnswerProgress
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.redis.notes import RedisNotes

_SAYING = TypeAdapter(Saying)


class RedisAnswerProgress(AnswerProgress):
    def __init__(self, client: Redis, behind: Behind, ttl_s: int) -> None:
        self._notes = RedisNotes(client, behind, ttl_s, "saying", _SAYING)

    def note(self, session_id: str, saying: Saying | None, *, epoch: int) -> None:
        self._notes.keep(session_id, saying, epoch)

    async def latest(self, session_id: str) -> Saying | None:
        return await self._notes.latest(session_id)
