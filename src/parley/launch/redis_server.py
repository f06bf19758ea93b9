"""A Redis of our own, on this machine's loopback address, which forgets all when it ends."""

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.errors import ConfigurationInvalid
from parley.install.machine import this_machine
from parley.install.packages.of_machine import packages_of
from parley.install.steps.redis import Redis
from parley.launch.child import Child
from parley.launch.ports import LOOPBACK, ensure_port_free, free_port

START_TIMEOUT_S = 20.0
"""It answers within 0.1 s; a cold disk may take seconds."""

STOP_GRACE_S = 3.0
POLL_INTERVAL_S = 0.02


class RedisServer:
    """As an async context. Its files are in a folder of its own, which is removed at the end.

    :param program: `redis-server`.
    :param log: receives its output.
    :param port: None takes a free one, as a Redis of somebody else's may be at the usual one.
    """

    def __init__(self, program: str, *, log: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="parley-redis-", ignore_cleanup_errors=True)
        where = ["--bind", LOOPBACK, "--port", str(self.port), "--dir", self._folder.name]
        kept = ["--save", "", "--appendonly", "no"]
        self.child = Child("Redis", [program, *where, *kept], env={}, log=log)

    @property
    def url(self) -> str:
        return f"redis://{LOOPBACK}:{self.port}/0"

    async def __aenter__(self) -> Self:
        """
        :raises ConfigurationInvalid: its port is held, or it cannot be started, or does not answer.
        """
        try:
            ensure_port_free(self.port, use="Redis (or name one of yours: PARLEY_REDIS_URL)")
            await self.child.start()
            await self._wait_healthy()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def _wait_healthy(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(START_TIMEOUT_S):
                while self.child.is_running:
                    if await self._answers():
                        return
                    await asyncio.sleep(POLL_INTERVAL_S)
        raise ConfigurationInvalid(f"Redis does not start; its log is {self.child.log}\n{self.child.last_lines()}")

    async def _answers(self) -> bool:
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, self.port)
        except OSError:
            return False
        try:
            writer.write(b"PING\r\n")
            return await reader.readline() == b"+PONG\r\n"
        except OSError:
            return False
        finally:
            writer.close()

    async def _stop(self) -> None:
        await self.child.stop(STOP_GRACE_S)
        await asyncio.to_thread(self._folder.cleanup)


def installed_redis() -> str:
    """The program.

    :raises ConfigurationInvalid: when there is none.
    """
    machine = this_machine()
    step = Redis(machine, packages_of(machine))
    program = step.found()
    if program is None:
        raise ConfigurationInvalid(
            f"no redis-server is here: `{step.by_hand()}` installs it; or set PARLEY_REDIS_URL to one of yours"
        )
    return program
