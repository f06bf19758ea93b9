"""API keys of a fleet with one control plane."""

from dataclasses import replace
from datetime import datetime

from control_plane.domain.entities.api_key import ApiKey
from control_plane.domain.interfaces.api_keys import ApiKeys


class InMemoryApiKeys(ApiKeys):
    """They are gone when the process ends."""

    def __init__(self) -> None:
        self._keys: dict[str, ApiKey] = {}

    async def add(self, key: ApiKey, most: int) -> bool:
        if len(self._of(key.tenant)) >= most:
            return False
        self._keys[key.key_id] = key
        return True

    async def find(self, key_id: str) -> ApiKey | None:
        return self._keys.get(key_id)

    async def of(self, tenant: str) -> tuple[ApiKey, ...]:
        return tuple(sorted(self._of(tenant), key=lambda key: (key.created_at, key.key_id)))

    async def remove(self, key_id: str) -> None:
        self._keys.pop(key_id, None)

    async def used(self, key_id: str, at: datetime) -> None:
        if key := self._keys.get(key_id):
            self._keys[key_id] = replace(key, last_used_at=at)

    def _of(self, tenant: str) -> list[ApiKey]:
        return [key for key in self._keys.values() if key.tenant == tenant]
