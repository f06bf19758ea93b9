"""The newest note of a kind, of each call, in Redis."""

from typing import Generic, TypeVar, cast

from pydantic import TypeAdapter
from redis.asyncio import Redis

from infrastructure.persistence.behind import Behind
from infrastructure.persistence.redis.scripts import FencedStep, epoch_key

Note = TypeVar("Note")


class RedisNotes(Generic[Note]):
    """A newer note takes the place of one that still waits to be kept.

    :param kind: names the key.
    """

    def __init__(self, client: Redis, behind: Behind, ttl_s: int, kind: str, of_kind: TypeAdapter[Note]) -> None:
        self._client = client
        self._behind = behind
        self._ttl_s = ttl_s
        self._kind = kind
        self._of_kind = of_kind
        self._step = FencedStep(client, "note.lua")

    def keep(self, session_id: str, note: Note | None, epoch: int) -> None:
        """None drops what was noted before."""
        keys = epoch_key(session_id), self._key(session_id)

        async def write() -> None:
            text = b"" if note is None else self._of_kind.dump_json(note)
            await self._step(keys, epoch, self._ttl_s, text)

        self._behind.add(session_id, write, replaces=self._kind)

    async def latest(self, session_id: str) -> Note | None:
        kept = cast("bytes | None", await self._client.get(self._key(session_id)))
        return None if kept is None else self._of_kind.validate_json(kept)

    def _key(self, session_id: str) -> str:
        return f"parley:call:{session_id}:{self._kind}"
