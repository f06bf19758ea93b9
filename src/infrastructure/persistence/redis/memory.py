"""What was said in a call, in Redis."""

from typing import cast

from pydantic import TypeAdapter
from redis.asyncio import Redis

from domain.entities.turn import Turn
from domain.interfaces.memory import CallMemory
from infrastructure.persistence.redis.scripts import FencedStep, epoch_key

_TURN = TypeAdapter(Turn)


class RedisCallMemory(CallMemory):
    """A list for each call.

    :param ttl_s: kept for so long after the last turn.
    """

    def __init__(self, client: Redis, ttl_s: int) -> None:
        self._client = client
        self._ttl_s = ttl_s
        self._append = FencedStep(client, "append_turn.lua")
        self._claim = FencedStep(client, "claim.lua")

    async def append(self, session_id: str, turn: Turn, *, epoch: int) -> None:
        keys = (epoch_key(session_id), _turns_key(session_id))
        await self._append(keys, epoch, self._ttl_s, _TURN.dump_json(turn))

    async def recall(self, session_id: str) -> tuple[Turn, ...]:
        kept = cast("list[bytes]", await self._client.lrange(_turns_key(session_id), 0, -1))
        return tuple(_TURN.validate_json(each) for each in kept)

    async def claim(self, session_id: str, *, epoch: int) -> bool:
        await self._claim((epoch_key(session_id),), epoch, self._ttl_s)
        return True

    async def settle(self) -> bool:
        return True

    async def forget(self, session_id: str) -> None:
        await self._client.delete(_turns_key(session_id), epoch_key(session_id))


def _turns_key(session_id: str) -> str:
    return f"parley:call:{session_id}:turns"
