"""A real LiveKit server for the tests: one for the whole session, on ports of its own."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from parley.launch.livekit_config import LiveKitPorts
from parley.launch.livekit_server import LiveKitServer, installed_server


@dataclass(frozen=True)
class LiveKit:
    """What it takes to reach it."""

    url: str
    api_key: str
    api_secret: str


@pytest.fixture(scope="session")
def livekit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveKit]:
    """Started by the first test that asks for it. Tests keep apart by their rooms' names."""
    log = tmp_path_factory.mktemp("livekit") / "server.log"
    server = LiveKitServer(installed_server(), log=log, ports=LiveKitPorts.free())
    # A loop of its own, as the server outlives the tests' loops; it runs only to start and to stop.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(server.__aenter__())
        yield LiveKit(server.url, server.keys.api_key, server.keys.api_secret)
        loop.run_until_complete(server.stop())
    finally:
        loop.close()
