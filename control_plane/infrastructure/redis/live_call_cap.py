"""Tenants' calls, counted across the control planes at one Redis."""

from control_plane.domain.interfaces.live_call_cap import PLACED_WITHIN_S, LiveCallCap
from control_plane.infrastructure.redis.connection import RedisConnection


class RedisLiveCallCap(LiveCallCap):
    """Goes by the same set of live calls as the registry, so nothing has to be told when one ends."""

    def __init__(self, connection: RedisConnection) -> None:
        self._run = connection.run

    async def admit(self, tenant: str, call_id: str, most: int) -> bool:
        return bool(await self._run("caps/admit", tenant, call_id, most, round(PLACED_WITHIN_S * 1000)))

    async def release(self, tenant: str, call_id: str) -> None:
        await self._run("caps/release", tenant, call_id)
