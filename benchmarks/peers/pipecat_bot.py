"""A pipecat bot, in an environment of its own."""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from benchmarks.peers.pipecat_environment import pipecat_python
from benchmarks.peers.script import Script
from benchmarks.peers.side import RunningSide, Side, close_when_left, livekit_variables, server_api, token
from benchmarks.processes import ROOT, running_service
from parley.launch.livekit_server import LiveKitServer
from parley.launch.ports import free_port

BOT = "bot"


class Pipecat(Side):
    """Commanded by its runner's POST /start. pipecat has no dispatcher: the runner is what its documentation
    starts bots with, each a task in the runner's process.
    """

    name = "pipecat"

    @asynccontextmanager
    async def running(self, livekit: LiveKitServer, script: Script) -> AsyncGenerator[RunningSide, None]:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        env = {**livekit_variables(livekit), **script.environment, "PYTHONPATH": str(ROOT)}
        program = ["-m", "benchmarks.peers.programs.pipecat_bot", "-t", "livekit"]
        command = [str(await pipecat_python()), *program, "--host", "127.0.0.1", "--port", str(port)]
        with tempfile.TemporaryDirectory() as logs:
            async with (
                running_service(self.name, command, env, Path(logs), url, "/openapi.json") as service,
                httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http,
                server_api(livekit) as server,
            ):

                async def join(room: str, identity: str) -> None:  # noqa: ARG001  # it takes who is there
                    body = {"room": room, "token": token(livekit, room, BOT, is_agent=True)}
                    (await http.post("/start", json={"transport": "livekit", "body": body})).raise_for_status()

                async def leave(room: str) -> None:
                    await close_when_left(server, room)

                yield RunningSide(self.name, service, join, leave)
