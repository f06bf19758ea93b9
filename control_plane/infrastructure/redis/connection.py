"""Speaking to Redis."""

import asyncio
from collections.abc import Mapping
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

from redis import __version__ as redis_version
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.commands.core import AsyncScript
from redis.driver_info import DriverInfo
from redis.exceptions import RedisError

from control_plane.domain.errors import RegistryUnavailable

ANSWERS_WITHIN_S = 2.0
"""Redis is near and every step is short; who waits for it is a caller. Our own event loop may be late."""
MOST_AT_ONCE = 16
"""Redis takes one step at a time, so more would only wait there, and a crowd of callers would open hundreds of
connections.
"""


def _read_scripts() -> Mapping[str, str]:
    """By name. Those of a folder begin with its `_shared.lua`."""
    found: dict[str, str] = {}
    for folder in (files("control_plane.infrastructure.redis") / "scripts").iterdir():
        if folder.is_dir():
            shared = (folder / "_shared.lua").read_text()
            for file in folder.iterdir():
                if file.name.endswith(".lua"):
                    found[f"{folder.name}/{file.name.removesuffix('.lua')}"] = shared + file.read_text()
    return found


SCRIPTS = _read_scripts()


class RedisConnection:
    """One pool of connections. Leaving closes it.

    Lost connections are tried once more at once: every step may be taken twice.
    """

    def __init__(self, url: str) -> None:
        self.redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=ANSWERS_WITHIN_S,
            socket_connect_timeout=ANSWERS_WITHIN_S,
            # Told here, as each connection otherwise looks it up on the disk.
            driver_info=DriverInfo(lib_version=redis_version),
            retry=Retry(ConstantBackoff(0), 1),
        )
        self._turns = asyncio.Semaphore(MOST_AT_ONCE)
        self._scripts: dict[str, AsyncScript] = {
            name: self.redis.register_script(text) for name, text in SCRIPTS.items()
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.redis.aclose()

    async def run(self, script: str, *args: str | float) -> Any:
        """One atomic step.

        :raises RegistryUnavailable: no answer. The step may have been taken.
        """
        try:
            async with self._turns:
                return await self._scripts[script](args=args)
        except (RedisError, OSError) as error:
            raise RegistryUnavailable from error
