"""API keys of a fleet with several control planes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from control_plane.domain.entities.api_key import ApiKey
from control_plane.domain.interfaces.api_keys import ApiKeys
from control_plane.infrastructure.redis.connection import RedisConnection

KEY = TypeAdapter(ApiKey)


class RedisApiKeys(ApiKeys):
    """Nothing is cached: a key that was revoked at one control plane opens nothing at any other from then on."""

    def __init__(self, connection: RedisConnection) -> None:
        self._run = connection.run

    async def add(self, key: ApiKey, most: int) -> bool:
        told = KEY.dump_json(key).decode()
        return bool(await self._run("api_keys/add", key.key_id, key.tenant, told, most))

    async def find(self, key_id: str) -> ApiKey | None:
        found = await self._run("api_keys/find", key_id)
        return _read(found) if found else None

    async def of(self, tenant: str) -> tuple[ApiKey, ...]:
        found = map(_read, await self._run("api_keys/of", tenant))
        return tuple(sorted(found, key=lambda key: (key.created_at, key.key_id)))

    async def remove(self, key_id: str) -> None:
        await self._run("api_keys/remove", key_id)

    async def used(self, key_id: str, at: datetime) -> None:
        await self._run("api_keys/used", key_id, at.isoformat())


def _read(found: Sequence[str]) -> ApiKey:
    told, used = found
    return replace(KEY.validate_json(told), last_used_at=datetime.fromisoformat(used) if used else None)
