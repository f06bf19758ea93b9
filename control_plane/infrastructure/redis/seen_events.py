"""Which events have been told to any control plane at one Redis."""

from control_plane.domain.interfaces.seen_events import REMEMBERED_S, SeenEvents
from control_plane.infrastructure.redis.connection import RedisConnection


class RedisSeenEvents(SeenEvents):
    def __init__(self, connection: RedisConnection) -> None:
        self._run = connection.run

    async def first(self, event_id: str) -> bool:
        return bool(await self._run("events/first", event_id, round(REMEMBERED_S * 1000)))
