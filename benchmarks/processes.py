"""What is measured runs in processes of its own, so that the measuring takes nothing from it."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil

from parley.launch.child import Child
from parley.launch.livekit_config import LiveKitPorts
from parley.launch.livekit_server import LiveKitServer, installed_server
from parley.launch.ports import free_port

ROOT = Path(__file__).parents[1]
PARLEY = str(Path(sys.executable).with_name("parley"))
START_TIMEOUT_S = 60.0
STOP_GRACE_S = 12.0
POLL_S = 0.1
QUIET_CORES = 0.1
QUIET_TIMEOUT_S = 20.0


class NotStarted(Exception):
    """A process ended, or did not answer in time. The message has its last words."""


class NothingHeard(Exception):
    """A caller was not answered. The message has the last words of who should have."""


def livekit_server(logs: Path) -> LiveKitServer:
    """On ports of its own. An async context."""
    return LiveKitServer(installed_server(), ports=LiveKitPorts.free(), log=logs / "livekit.log")


@asynccontextmanager
async def agent_service(livekit: LiveKitServer, logs: Path) -> AsyncGenerator["Service", None]:
    """The product's own, with its default settings, or those that the environment gives."""
    port = free_port()
    env = {
        **livekit_environment(livekit),
        "PARLEY_AGENT_PORT": str(port),
        "PARLEY_KNOWLEDGE": str(ROOT / "knowledge"),
        "PARLEY_RECORDS": str(logs / "records.sqlite3"),
    }
    url = f"http://127.0.0.1:{port}"
    async with running_service("agent service", [PARLEY, "agent"], env, logs, url, "/health") as service:
        yield service


@asynccontextmanager
async def control_plane(livekit: LiveKitServer, agent_url: str, logs: Path) -> AsyncGenerator["Service", None]:
    port = free_port()
    env = {
        **livekit_environment(livekit),
        "PARLEY_CONTROL_PLANE_PORT": str(port),
        "PARLEY_CONTROL_PLANE_PAGE": str(ROOT / "web" / "dist"),
        "PARLEY_AGENT_URLS": agent_url,
    }
    url, health = f"http://127.0.0.1:{port}", "/api/v1/health"
    async with running_service("control plane", [PARLEY, "control-plane"], env, logs, url, health) as service:
        yield service


class Service:
    """A process that answers HTTP, with its descendants.

    :ivar url: its base URL.
    :ivar log: what it writes.
    """

    def __init__(self, child: Child, url: str, log: Path) -> None:
        self.url = url
        self.log = log
        self.last_lines = child.last_lines
        self._process = psutil.Process(child.pid)

    async def quiet(self, *, over_s: float = 1.0) -> None:
        """Until it computes next to nothing, as spare processes are made after a call; 20 s at most."""
        give_up_at = time.monotonic() + QUIET_TIMEOUT_S
        while time.monotonic() < give_up_at:
            before = self._cpu_s()
            await asyncio.sleep(over_s)
            if abs(self._cpu_s() - before) < QUIET_CORES * over_s:
                return

    @property
    def processes(self) -> Sequence[psutil.Process]:
        """With all descendants."""
        return [self._process, *self._process.children(recursive=True)]

    def _cpu_s(self) -> float:
        total = 0.0
        for process in self.processes:
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system
        return total


@asynccontextmanager
async def running_service(
    name: str, command: Sequence[str], env: Mapping[str, str], logs: Path, url: str, health: str
) -> AsyncGenerator[Service, None]:
    """A process of ours, from when it is healthy.

    :param health: the path that answers with success then.
    """
    log = logs / f"{name.replace(' ', '-')}.log"
    child = Child(name, command, env=env, log=log)
    await child.start()
    try:
        await _until_healthy(child, url + health)
        yield Service(child, url, log)
    finally:
        await child.stop(STOP_GRACE_S)


async def _until_healthy(child: Child, url: str) -> None:
    try:
        async with asyncio.timeout(START_TIMEOUT_S), httpx.AsyncClient(trust_env=False) as client:
            while not await _is_healthy(client, url):
                if not child.is_running:
                    raise NotStarted(f"the {child.name} ended:\n{child.last_lines()}")
                await asyncio.sleep(POLL_S)
    except TimeoutError as error:
        raise NotStarted(f"the {child.name} does not answer:\n{child.last_lines()}") from error


async def _is_healthy(client: httpx.AsyncClient, url: str) -> bool:
    try:
        answer = await client.get(url, timeout=2.0)
    except httpx.TransportError:
        return False
    return answer.is_success and (not _tells_status(answer) or answer.json()["status"] == "ok")


def _tells_status(answer: httpx.Response) -> bool:
    return answer.headers.get("content-type", "").startswith("application/json") and "status" in answer.json()


def livekit_environment(livekit: LiveKitServer) -> Mapping[str, str]:
    """As Parley's services read it."""
    return {
        "PARLEY_LIVEKIT_URL": livekit.url,
        "PARLEY_LIVEKIT_API_KEY": livekit.keys.api_key,
        "PARLEY_LIVEKIT_API_SECRET": livekit.keys.api_secret,
    }
