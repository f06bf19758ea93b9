"""What LiveKit and its SDK take themselves: the part of a figure that no framework can do anything about."""

import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from benchmarks.peers.script import Script
from benchmarks.peers.side import RunningSide, Side, close_when_left, livekit_variables, server_api, token
from benchmarks.processes import running_service
from parley.launch.livekit_server import LiveKitServer
from parley.launch.ports import free_port

AGENT = "agent"


class BareLine(Side):
    """Commanded by a request that has the token: nothing is made beyond the room's connection and a track."""

    name = "bare line"

    @asynccontextmanager
    async def running(self, livekit: LiveKitServer, script: Script) -> AsyncGenerator[RunningSide, None]:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        env = {**livekit_variables(livekit), **script.environment, "BARE_LINE_PORT": str(port)}
        command = [sys.executable, "-m", "benchmarks.peers.programs.bare_line"]
        with tempfile.TemporaryDirectory() as logs:
            async with (
                running_service(self.name, command, env, Path(logs), url, "/health") as service,
                httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http,
                server_api(livekit) as server,
            ):

                async def join(room: str, identity: str) -> None:  # noqa: ARG001  # it listens to who is there
                    body = {"token": token(livekit, room, AGENT, is_agent=True)}
                    (await http.post("/join", json=body)).raise_for_status()

                async def leave(room: str) -> None:
                    await close_when_left(server, room)

                yield RunningSide(self.name, service, join, leave)
