"""Speaking to Redis."""

from redis import __version__ as redis_version
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.driver_info import DriverInfo

ANSWERS_WITHIN_S = 2.0
"""Redis is near, and every step is short. Longer than our own event loop may be late."""

MOST_CONNECTIONS = 8
"""Redis takes one step at a time: more would only wait there."""


def connect(url: str) -> Redis:
    """A pool that opens connections when they are needed, and closes them with `aclose`. A step whose connection
    was lost is tried once more, so it may be taken twice.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MOST_CONNECTIONS,
        timeout=ANSWERS_WITHIN_S,
        socket_timeout=ANSWERS_WITHIN_S,
        socket_connect_timeout=ANSWERS_WITHIN_S,
        # Told here, as each connection otherwise looks it up on the disk.
        driver_info=DriverInfo(lib_version=redis_version),
        retry=Retry(ConstantBackoff(0), 1),
    )
    return Redis.from_pool(pool)
