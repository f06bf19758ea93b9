"""Parley's agent service, alone."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import httpx

from benchmarks import processes
from benchmarks.peers.script import Script
from benchmarks.peers.side import RunningSide, Side
from benchmarks.processes import Service
from parley.launch.livekit_server import LiveKitServer
from parley.launch.ports import free_port

CAPACITY = 200
"""More calls than any measurement has."""

LONGEST_LAG_MS = 5000
"""What a full machine does to calls is measured: it must not be refused."""

LONGEST_BUSY_S = 60

PATIENCE_S = 3600
"""Idle calls are not asked whether anybody is there."""


class Parley(Side):
    """Commanded by POST /join, as its control plane does."""

    name = "Parley"

    @asynccontextmanager
    async def running(self, livekit: LiveKitServer, script: Script) -> AsyncGenerator[RunningSide, None]:
        port = free_port()
        env = {
            **processes.livekit_environment(livekit),
            **script.environment,
            "PARLEY_AGENT_PORT": str(port),
            "PARLEY_AGENT_CAPACITY": str(CAPACITY),
            "PARLEY_SILENCE_S": str(PATIENCE_S),
            "PARLEY_LONGEST_LAG_MS": str(LONGEST_LAG_MS),
            "PARLEY_RECORDS": "memory",
            "PARLEY_KNOWLEDGE": str(processes.ROOT / "knowledge"),
        }
        if script.silence_ms is not None:
            silence = str(script.silence_ms)
            env |= {"PARLEY_MIN_ENDPOINT_MS": silence, "PARLEY_MAX_ENDPOINT_MS": silence}
        command = [sys.executable, "-m", "benchmarks.peers.programs.parley_service"]
        url = f"http://127.0.0.1:{port}"
        with tempfile.TemporaryDirectory() as logs:
            async with (
                processes.running_service(self.name, command, env, Path(logs), url, "/health") as service,
                _commanded(service) as side,
            ):
                yield side


@asynccontextmanager
async def _commanded(service: Service) -> AsyncGenerator[RunningSide, None]:
    async with httpx.AsyncClient(base_url=service.url, trust_env=False, timeout=30) as http:

        async def join(room: str, identity: str) -> None:
            """As often as the service asks for it: a process that is late takes no call for a moment."""
            give_up_at = time.monotonic() + LONGEST_BUSY_S
            while True:
                answer = await http.post("/join", json={"room": room, "user_id": identity})
                if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > give_up_at:
                    answer.raise_for_status()
                    return
                await asyncio.sleep(float(answer.headers["Retry-After"]))

        async def leave(room: str) -> None:
            (await http.post("/leave", json={"room": room})).raise_for_status()

        yield RunningSide(Parley.name, service, join, leave)
