"""A stock livekit-agents worker."""

import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from livekit import api

from benchmarks.peers.programs import worker
from benchmarks.peers.script import Script
from benchmarks.peers.side import RunningSide, Side, livekit_variables, server_api
from benchmarks.processes import running_service
from parley.launch.livekit_server import LiveKitServer
from parley.launch.ports import free_port


class StockWorker(Side):
    """Commanded by a dispatch through the LiveKit server."""

    name = "stock worker"

    @asynccontextmanager
    async def running(self, livekit: LiveKitServer, script: Script) -> AsyncGenerator[RunningSide, None]:
        async with _worker(livekit, "worker", worker.NAME, script.environment) as side:
            yield side


@asynccontextmanager
async def worker_with_our_voice(livekit: LiveKitServer) -> AsyncGenerator[RunningSide, None]:
    """The same worker with Parley's own recogniser, voice and agents instead of a script."""
    knowledge = {"PARLEY_KNOWLEDGE": str(Path(__file__).parents[2] / "knowledge")}
    async with _worker(livekit, "worker_with_our_voice", "stock", knowledge) as side:
        yield side


@asynccontextmanager
async def _worker(
    livekit: LiveKitServer, program: str, agent_name: str, env: Mapping[str, str]
) -> AsyncGenerator[RunningSide, None]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {**env, **livekit_variables(livekit), "STOCK_WORKER_PORT": str(port)}
    command = [sys.executable, "-m", f"benchmarks.peers.programs.{program}", "start"]
    with tempfile.TemporaryDirectory() as logs:
        async with (
            running_service(StockWorker.name, command, env, Path(logs), url, "/") as service,
            server_api(livekit) as server,
        ):

            async def join(room: str, identity: str) -> None:  # noqa: ARG001  # it takes who is there
                wanted = api.CreateAgentDispatchRequest(agent_name=agent_name, room=room)
                await server.agent_dispatch.create_dispatch(wanted)

            async def leave(room: str) -> None:
                await server.room.delete_room(api.DeleteRoomRequest(room=room))

            yield RunningSide(StockWorker.name, service, join, leave)
