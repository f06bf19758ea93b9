"""A whole fleet on free ports: Redis, LiveKit, agent services and control planes, each a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from parley.launch.child import Child
from parley.launch.ports import free_port
from tests.livekit_server import LiveKit
from tests.redis_server import running_redis

ROOT = Path(__file__).parents[2]
PARLEY = str(Path(sys.executable).with_name("parley"))
STARTED_WITHIN_S = 60.0
STOP_GRACE_S = 12.0
LONGEST_LAG_MS = 5_000
"""The callers share the machine with the fleet: a busy one refuses nobody here."""


@dataclass(frozen=True, slots=True)
class Member:
    """An agent service or a control plane."""

    name: str
    url: str
    child: Child

    def signal(self, number: signal.Signals) -> None:
        """To it and to all its children."""
        assert self.child.pid is not None
        os.killpg(self.child.pid, number)


@dataclass(slots=True)
class Fleet:
    replicas: list[Member] = field(default_factory=list[Member])
    control_planes: list[Member] = field(default_factory=list[Member])

    async def sessions(self, replica: Member) -> list[dict[str, Any]]:
        """The live ones."""
        async with httpx.AsyncClient(base_url=replica.url, timeout=5) as client:
            answer = (await client.get("/sessions", params={"limit": 100})).raise_for_status()
        return [each for each in answer.json()["sessions"] if each["status"] not in ("ended", "failed")]

    async def carrying(self, session_id: str) -> Member | None:
        """Who carries a call; None while nobody does."""
        for replica in self.replicas:
            with suppress(httpx.TransportError):
                if any(each["session_id"] == session_id for each in await self.sessions(replica)):
                    return replica
        return None


@asynccontextmanager
async def fleet_of(
    livekit: LiveKit, folder: Path, *, replicas: int = 2, control_planes: int = 2
) -> AsyncGenerator[Fleet, None]:
    """Ready: every replica has a lease."""
    fleet = Fleet()
    async with AsyncExitStack() as stack:
        redis_url = stack.enter_context(running_redis(folder))
        urls = [f"http://127.0.0.1:{free_port()}" for _ in range(control_planes)]
        shared = {
            "PARLEY_LIVEKIT_URL": livekit.url,
            "PARLEY_LIVEKIT_API_KEY": livekit.api_key,
            "PARLEY_LIVEKIT_API_SECRET": livekit.api_secret,
            "PARLEY_REDIS_URL": redis_url,
        }
        for number, url in enumerate(urls):
            env = {
                **shared,
                "PARLEY_CONTROL_PLANE_PORT": url.rpartition(":")[2],
                "PARLEY_CONTROL_PLANE_PAGE": str(ROOT / "web" / "dist"),
            }
            member = await _started(stack, folder, f"control-plane-{number}", "control-plane", url, env)
            fleet.control_planes.append(member)
        for number in range(replicas):
            url = f"http://127.0.0.1:{free_port()}"
            env = {
                **shared,
                "PARLEY_AGENT_PORT": url.rpartition(":")[2],
                "PARLEY_REPLICA_ID": f"replica-{number}",
                "PARLEY_CONTROL_PLANE_URLS": ",".join(urls),
                "PARLEY_AGENT_CAPACITY": "20",
                "PARLEY_LONGEST_LAG_MS": str(LONGEST_LAG_MS),
                "PARLEY_SILENCE_S": "600",
                "PARLEY_DRAIN_TIMEOUT_S": "0",
                "PARLEY_KNOWLEDGE": str(ROOT / "knowledge"),
                "PARLEY_RECORDS": str(folder / "records.sqlite3"),
            }
            fleet.replicas.append(await _started(stack, folder, f"replica-{number}", "agent", url, env))
        await _all_healthy(fleet)
        yield fleet


async def _started(
    stack: AsyncExitStack, folder: Path, name: str, command: str, url: str, env: dict[str, str]
) -> Member:
    child = Child(name, [PARLEY, command], env=env, log=folder / f"{name}.log")
    await child.start()
    stack.push_async_callback(_stop, child)
    return Member(name, url, child)


async def _stop(child: Child) -> None:
    if child.pid is not None and child.is_running:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGCONT)
    await child.stop(STOP_GRACE_S)


async def _all_healthy(fleet: Fleet) -> None:
    async with asyncio.timeout(STARTED_WITHIN_S), httpx.AsyncClient(timeout=5) as client:
        for member in fleet.replicas:
            await _until_it_says(client, f"{member.url}/health/ready", member, {})
        for member in fleet.control_planes:
            wanted = {"replicas": len(fleet.replicas)}
            await _until_it_says(client, f"{member.url}/api/v1/health", member, wanted)


async def _until_it_says(client: httpx.AsyncClient, url: str, member: Member, wanted: dict[str, Any]) -> None:
    while True:
        assert member.child.is_running, member.child.last_lines()
        with suppress(httpx.TransportError):
            answer = await client.get(url)
            if answer.is_success and wanted.items() <= answer.json().items():
                return
        await asyncio.sleep(0.1)
