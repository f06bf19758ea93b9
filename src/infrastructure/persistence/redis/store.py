"""A Redis for what calls remember."""

from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.errors import ConfigurationInvalid
from infrastructure.persistence.store import Store


class RedisStore(Store):
    def __init__(self, client: Redis) -> None:
        self._client = client

    async def open(self) -> None:
        try:
            await self._client.execute_command("PING")
        except (RedisError, OSError) as error:
            raise ConfigurationInvalid(
                "PARLEY_REDIS_URL: no Redis answers there. Start it, correct the URL, or unset the variable: then "
                "calls are remembered in this process alone"
            ) from error

    async def close(self) -> None:
        await self._client.aclose()
