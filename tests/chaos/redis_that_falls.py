"""A Redis that dies and comes back, with what it knew or without."""

import asyncio
import shutil
import signal
from contextlib import suppress
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from parley.launch.child import Child
from parley.launch.ports import free_port

STARTS_WITHIN_S = 10.0


class RedisThatFalls:
    """Always at the same address. It writes all down as it goes (`appendonly`)."""

    def __init__(self, folder: Path) -> None:
        self._data = folder / "redis"
        self._log = folder / "redis.log"
        self._port = free_port()
        self._child = self._new()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    async def start(self, *, empty: bool) -> None:
        if empty:
            shutil.rmtree(self._data, ignore_errors=True)
        self._data.mkdir(exist_ok=True)
        self._child = self._new()
        await self._child.start()
        async with asyncio.timeout(STARTS_WITHIN_S), Redis.from_url(self.url) as client:
            while True:
                with suppress(RedisError):
                    await client.ping()  # pyright: ignore[reportUnknownMemberType, reportGeneralTypeIssues]
                    return
                await asyncio.sleep(0.02)

    async def dies(self) -> None:
        await self._child.stop(0, by=signal.SIGKILL)

    def _new(self) -> Child:
        where = ["--port", str(self._port), "--bind", "127.0.0.1", "--dir", str(self._data)]
        kept = ["--save", "", "--appendonly", "yes"]
        return Child("Redis", ["redis-server", *where, *kept], env={}, log=self._log)
