"""Who of the control planes at one Redis leads."""

import secrets

from control_plane.domain.interfaces.leadership import LEASE_S, Leadership
from control_plane.infrastructure.redis.connection import RedisConnection


class RedisLeadership(Leadership):
    """A key that expires, by Redis' own clock."""

    def __init__(self, connection: RedisConnection, lease_s: float = LEASE_S) -> None:
        self._run = connection.run
        self._name = secrets.token_hex(8)
        self._lease_ms = round(lease_s * 1000)

    async def take(self) -> int | None:
        token = await self._run("leadership/take", self._name, self._lease_ms)
        return None if token is None else int(token)

    async def resign(self) -> None:
        await self._run("leadership/resign", self._name)
