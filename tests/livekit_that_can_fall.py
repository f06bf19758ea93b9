"""A LiveKit server that a test ends, hangs, and starts again."""

import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from parley.launch.livekit_config import LiveKitKeys, LiveKitPorts
from parley.launch.livekit_server import LiveKitServer, installed_server
from tests.livekit_server import LiveKit


class LiveKitThatCanFall:
    """The same server, as far as others can tell, each time it is started."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "livekit.log"
        self._ports = LiveKitPorts.free()
        self._keys = LiveKitKeys()
        self._server = self._new()

    @property
    def access(self) -> LiveKit:
        return LiveKit(self._server.url, self._keys.api_key, self._keys.api_secret)

    async def start(self) -> None:
        self._server = self._new()
        await self._server.__aenter__()

    async def stop(self) -> None:
        await self._server.stop(grace_s=0)

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._server.pid is not None
        os.killpg(self._server.pid, number)

    def _new(self) -> LiveKitServer:
        return LiveKitServer(installed_server(), log=self._log, ports=self._ports, keys=self._keys)


@asynccontextmanager
async def livekit_that_can_fall(folder: Path) -> AsyncGenerator[LiveKitThatCanFall, None]:
    server = LiveKitThatCanFall(folder)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
