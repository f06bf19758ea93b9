"""How far answers are, in Redis."""

from typing import cast

from pydantic import TypeAdapter
from redis.asyncio import Redis

from domain.entities.saying import Saying
from domain.interfaces.progress import AnswerProgress
from infrastructure.persistence.behind import Behind
from infrastructure.persistence.redis.scripts import FencedStep, epoch_key

_SAYING = TypeAdapter(Saying)


class RedisAnswerProgress(AnswerProgress):
    """A newer note takes the place of one that still waits to be kept."""

    def __init__(self, client: Redis, behind: Behind, ttl_s: int) -> None:
        self._client = client
        self._behind = behind
        self._ttl_s = ttl_s
        self._note = FencedStep(client, "note_saying.lua")

    def note(self, session_id: str, saying: Saying | None, *, epoch: int) -> None:
        text = b"" if saying is None else _SAYING.dump_json(saying)
        keys = epoch_key(session_id), _saying_key(session_id)
        self._behind.add(session_id, lambda: self._note(keys, epoch, self._ttl_s, text), replaces="saying")

    async def latest(self, session_id: str) -> Saying | None:
        kept = cast("bytes | None", await self._client.get(_saying_key(session_id)))
        return None if kept is None else _SAYING.validate_json(kept)


def _saying_key(session_id: str) -> str:
    return f"parley:call:{session_id}:saying"
