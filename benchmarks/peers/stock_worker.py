"""A stock livekit-agents worker."""

import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from livekit import api

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
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        name = f"scripted-{port}"  # its own: several may run beside each other
        env = {
            **script.environment,
            **livekit_variables(livekit),
            "STOCK_WORKER_NAME": name,
            "STOCK_WORKER_PORT": str(port),
        }
        command = [sys.executable, "-m", "benchmarks.peers.programs.worker", "start"]
        with tempfile.TemporaryDirectory() as logs:
            async with (
                running_service(StockWorker.name, command, env, Path(logs), url, "/") as service,
                server_api(livekit) as server,
            ):

                async def join(room: str, identity: str) -> None:  # noqa: ARG001  # it takes who is there
                    wanted = api.CreateAgentDispatchRequest(agent_name=name, room=room)
                    await server.agent_dispatch.create_dispatch(wanted)

                async def leave(room: str) -> None:
                    await server.room.delete_room(api.DeleteRoomRequest(room=room))

                yield RunningSide(StockWorker.name, service, join, leave)
