"""`parley up`, whole: real processes, from the first line to the last."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from httpx import AsyncClient

from domain.errors import ConfigurationInvalid
from parley.launch.child import LAST_LINES, Child
from parley.launch.ports import ensure_port_free, free_port
from tests.livekit_server import LiveKit

ROOT = Path(__file__).parents[3]
READY_S = 120
ENDED_S = 60


class Up:
    """The command as it runs.

    :ivar said: all that it has printed.
    """

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self.said: list[str] = []
        env = {
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PARLEY_RECORDS": "memory",
            "PARLEY_WARM_RECOGNISERS": "1",
            **environment,
        }
        command = [sys.executable, "-P", "-m", "parley", "up", *options]
        self.child = Child("parley up", command, env=env, log=folder / "up.log", show=self.said.append)

    async def until(self, said: str, timeout_s: float) -> None:
        async with asyncio.timeout(timeout_s):
            while not any(said in line for line in self.said):
                if not self.child.is_running:
                    pytest.fail("\n".join(("parley up has ended:", *self.said[-LAST_LINES:])))
                await asyncio.sleep(0.05)

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.child.pid).children(recursive=True)


def _neighbours() -> int:
    """The first of two ports that are free."""
    while True:
        port = free_port()
        try:
            ensure_port_free(port + 1, use="a test")
        except ConfigurationInvalid:
            continue
        return port


@asynccontextmanager
async def up(folder: Path, *options: str, **environment: str) -> AsyncGenerator[Up]:
    command = Up(folder, *options, **environment)
    await command.child.start()
    try:
        yield command
    finally:
        await command.child.stop(ENDED_S, by=signal.SIGINT)


async def test_a_fleet_is_started_survives_a_death_and_ends_in_order(tmp_path: Path, livekit: LiveKit) -> None:
    agents, control_planes = _neighbours(), _neighbours()
    async with up(
        tmp_path,
        "--replicas",
        "2",
        PARLEY_AGENT_PORT=str(agents),
        PARLEY_CONTROL_PLANE_PORT=str(control_planes),
        PARLEY_LIVEKIT_URL=livekit.url,
        PARLEY_LIVEKIT_API_KEY=livekit.api_key,
        PARLEY_LIVEKIT_API_SECRET=livekit.api_secret,
        PARLEY_AGENT_CAPACITY="2",
    ) as fleet:
        await fleet.until(f"Call at http://localhost:{control_planes}", READY_S)
        async with AsyncClient(trust_env=False) as web:
            for port in (agents, agents + 1):
                assert (await web.get(f"http://127.0.0.1:{port}/health")).json()["status"] == "ok"
            for port in (control_planes, control_planes + 1):
                assert (await web.get(f"http://127.0.0.1:{port}/api/v1/health/ready")).is_success
        await fleet.until("agent-2 | ", 10)

        others = fleet.processes()
        agent = next(each for each in others if each.environ().get("PARLEY_REPLICA_ID") == "agent-2")
        agent.kill()
        await fleet.until("agent-2 has ended by itself, with status -9", 10)

        assert fleet.child.pid is not None
        os.kill(fleet.child.pid, signal.SIGINT)
        async with asyncio.timeout(ENDED_S):
            assert await fleet.child.ended() == 0
        _, alive = psutil.wait_procs(others, timeout=5)
        assert not alive
        assert len([line for line in fleet.said if "has ended by itself" in line]) == 1


async def test_a_process_that_does_not_start_ends_the_others_and_is_named(
    tmp_path: Path, livekit: LiveKit
) -> None:
    async with up(
        tmp_path,
        "--replicas",
        "1",
        "--control-planes",
        "1",
        PARLEY_AGENT_PORT=str(_neighbours()),
        PARLEY_CONTROL_PLANE_PORT=str(_neighbours()),
        PARLEY_LIVEKIT_URL=livekit.url,
        PARLEY_LIVEKIT_API_KEY=livekit.api_key,
        PARLEY_LIVEKIT_API_SECRET=livekit.api_secret,
        PARLEY_AGENT_CAPACITY="0",
    ) as fleet:
        async with asyncio.timeout(READY_S):
            assert await fleet.child.ended() == 1
        await fleet.child.stop(grace_s=0)
        assert any("PARLEY_AGENT_CAPACITY" in line for line in fleet.said), fleet.said
        assert any("agent-1 did not start" in line for line in fleet.said), fleet.said
