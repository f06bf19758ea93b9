"""Where calls stand, in Redis."""

from pydantic import TypeAdapter
from redis.asyncio import Redis

from domain.entities.standing import CallStanding
from domain.interfaces.standing import CallStandings
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.redis.notes import RedisNotes

_STANDING = TypeAdapter(CallStanding)


class RedisCallStandings(CallStandings):
    def __init__(self, client: Redis, behind: Behind, ttl_s: int) -> None:
        self._notes = RedisNotes(client, behind, ttl_s, "standing", _STANDING)

    def note(self, session_id: str, standing: CallStanding, *, epoch: int) -> None:
        self._notes.keep(session_id, standing, epoch)

    async def latest(self, session_id: str) -> CallStanding | None:
        return await self._notes.latest(session_id)
