"""Waking across the control planes at one Redis."""

import asyncio
import logging
from contextlib import suppress

from redis.exceptions import RedisError

from control_plane.domain.interfaces.alarm import Alarm
from control_plane.infrastructure.redis.connection import ANSWERS_WITHIN_S, RedisConnection

logger = logging.getLogger(__name__)
CHANNEL = "parley:alarm"


class RedisAlarm(Alarm):
    """A channel; a connection of its own listens to it while somebody waits, and stays open in between."""

    def __init__(self, connection: RedisConnection) -> None:
        self._redis = connection.redis
        self._heard = connection.redis.pubsub(ignore_subscribe_messages=True)

    async def ring(self) -> None:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_S):
                await self._redis.publish(CHANNEL, "")
        except (RedisError, OSError):
            logger.warning("alarm not rung: what is to be done is found a little later")

    async def wait(self, timeout_s: float) -> None:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + timeout_s
        try:
            async with asyncio.timeout_at(until_s + ANSWERS_WITHIN_S):
                await self._hear(until_s)
        except (RedisError, OSError):
            with suppress(RedisError, OSError):
                await self._heard.aclose()
            await asyncio.sleep(max(0.0, until_s - loop.time()))

    async def _hear(self, until_s: float) -> None:
        if not self._heard.subscribed:
            await self._heard.subscribe(CHANNEL)
        while (left_s := until_s - asyncio.get_running_loop().time()) > 0:
            if await self._heard.get_message(timeout=left_s):
                await self._drain()
                return

    async def _drain(self) -> None:
        """Those who rang together are answered together."""
        while await self._heard.get_message(timeout=0.0):
            pass

    async def aclose(self) -> None:
        with suppress(RedisError, OSError):
            await self._heard.aclose()
