"""Counting requests with the `limits` library."""

import asyncio
import math
import time
from collections.abc import Callable

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.request_limit import RequestLimit
from control_plane.domain.interfaces.security_meter import SecurityMeter
from control_plane.infrastructure.redis.connection import RedisConnection

ANSWERS_WITHIN_S = 0.25
"""A request does not wait longer to be counted; Redis takes less than a millisecond."""
MOST_AT_ONCE = 16
AWAY_FOR_S = 1.0
"""How long Redis is not asked again: with each request it would be waited for."""


class CountedRequests(RequestLimit):
    """A window that slides: of the minute before, as much counts as reaches into the last sixty seconds."""

    def __init__(self, storage: Storage) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(storage)
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)

    async def take(self, key: str, per_minute: int) -> int | None:
        item = RateLimitItemPerMinute(per_minute)
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S), self._turns:
                if await self._limiter.hit(item, key):
                    return None
                over = (await self._limiter.get_window_stats(item, key)).reset_time
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            raise RegistryUnavailable from error
        return max(1, math.ceil(over - time.time()))


def in_memory() -> CountedRequests:
    return CountedRequests(MemoryStorage())


def in_redis(connection: RedisConnection) -> CountedRequests:
    """All control planes at this Redis count together."""
    pool = connection.redis.connection_pool
    return CountedRequests(
        RedisStorage(
            "async+redis://shared:6379",  # not connected to: the pool is
            implementation="redispy",
            key_prefix="parley:limit",
            connection_pool=pool,  # pyright: ignore[reportArgumentType]  # typed for values of a URL
        )
    )


class LocalWhenAway(RequestLimit):
    """While Redis is away each control plane counts by itself: nobody is locked out, and nobody is let loose."""

    def __init__(
        self,
        shared: RequestLimit,
        local: RequestLimit,
        meter: SecurityMeter,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shared = shared
        self._local = local
        self._meter = meter
        self._clock = clock
        self._away_until_s = float("-inf")

    async def take(self, key: str, per_minute: int) -> int | None:
        if self._clock() >= self._away_until_s:
            try:
                return await self._shared.take(key, per_minute)
            except RegistryUnavailable:
                self._away_until_s = self._clock() + AWAY_FOR_S
        self._meter.limit_counted_locally()
        return await self._local.take(key, per_minute)
