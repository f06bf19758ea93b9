"""A whole fleet on free ports: Redis, LiveKit, agent services and control planes, each a process of its own."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from parley.launch.child import Child
from parley.launch.fleet_plan import COMMAND
from parley.launch.ports import free_port
from tests.livekit_server import LiveKit
from tests.redis_server import running_redis

ROOT = Path(__file__).parents[2]
STARTED_WITHIN_S = 60.0
STOP_GRACE_S = 12.0
ASIDE = frozenset({"ended", "failed", "standby"})
LONGEST_LAG_MS = 5_000
"""The callers share the machine with the fleet: a busy one refuses nobody here."""


class Member:
    """An agent service or a control plane."""

    def __init__(self, name: str, command: str, url: str, env: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.url = url
        self.log = folder / f"{name}.log"
        self._command = [*COMMAND, command]
        self._env = {**env, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
        self.child = self._new()

    async def start(self) -> None:
        """Unless it runs."""
        if not self.child.is_running:
            self.child = self._new()
            await self.child.start()

    def signal(self, number: signal.Signals) -> None:
        """To it and to all its children."""
        assert self.child.pid is not None
        os.killpg(self.child.pid, number)

    async def stop(self) -> None:
        if self.child.pid is not None and self.child.is_running:
            with suppress(ProcessLookupError):
                self.signal(signal.SIGCONT)
        await self.child.stop(STOP_GRACE_S)

    def _new(self) -> Child:
        return Child(self.name, self._command, env=self._env, log=self.log)


@dataclass(slots=True)
class Fleet:
    """:ivar redis_url: where it really is."""

    redis_url: str
    replicas: list[Member] = field(default_factory=list[Member])
    control_planes: list[Member] = field(default_factory=list[Member])

    async def whole(self) -> None:
        """Whoever is dead is started again; ready when every replica has a lease."""
        for member in (*self.control_planes, *self.replicas):
            await member.start()
        async with asyncio.timeout(STARTED_WITHIN_S), httpx.AsyncClient(timeout=5) as client:
            for member in self.replicas:
                await _until_it_says(client, f"{member.url}/health/ready", member, {})
            for member in self.control_planes:
                wanted = {"replicas": len(self.replicas)}
                await _until_it_says(client, f"{member.url}/api/v1/health", member, wanted)

    @property
    def leader(self) -> Member:
        """The control plane that recovers calls: who said so last, by its fencing token."""

        def token(member: Member) -> int:
            said = re.findall(r"looking after calls leader=(\d+)", member.log.read_text())
            return max(map(int, said), default=0)

        return max((each for each in self.control_planes if each.child.is_running), key=token)

    async def sessions(self, replica: Member) -> list[dict[str, Any]]:
        """The live ones that it carries: a standby carries none."""
        async with httpx.AsyncClient(base_url=replica.url, timeout=5) as client:
            answer = (await client.get("/sessions", params={"limit": 100})).raise_for_status()
        return [each for each in answer.json()["sessions"] if each["status"] not in ASIDE]

    async def all_carrying(self, session_id: str) -> list[Member]:
        """Each replica that says that it carries a call."""
        found: list[Member] = []
        for replica in self.replicas:
            with suppress(httpx.TransportError):
                if any(each["session_id"] == session_id for each in await self.sessions(replica)):
                    found.append(replica)
        return found

    async def carrying(self, session_id: str) -> Member | None:
        """Who carries a call; None while nobody does."""
        return next(iter(await self.all_carrying(session_id)), None)


Changes = Callable[[str, str], Awaitable[Mapping[str, str]]]
"""From a replica's URL and Redis' to further settings of that replica."""


async def no_changes(_url: str, _redis_url: str) -> Mapping[str, str]:
    return {}


@asynccontextmanager
async def fleet_of(
    livekit: LiveKit,
    folder: Path,
    *,
    replicas: int = 2,
    control_planes: int = 2,
    redis_url: str | None = None,
    changes: Changes = no_changes,
) -> AsyncGenerator[Fleet, None]:
    """Ready: every replica has a lease.

    :param redis_url: None starts a Redis that keeps nothing.
    """
    async with AsyncExitStack() as stack:
        fleet = Fleet(redis_url or stack.enter_context(running_redis(folder)))
        urls = [f"http://127.0.0.1:{free_port()}" for _ in range(control_planes)]
        shared = {
            "PARLEY_LIVEKIT_URL": livekit.url,
            "PARLEY_LIVEKIT_API_KEY": livekit.api_key,
            "PARLEY_LIVEKIT_API_SECRET": livekit.api_secret,
            "PARLEY_REDIS_URL": fleet.redis_url,
        }
        for number, url in enumerate(urls):
            env = {
                **shared,
                "PARLEY_CONTROL_PLANE_PORT": url.rpartition(":")[2],
                "PARLEY_CONTROL_PLANE_PAGE": str(ROOT / "web" / "dist"),
            }
            fleet.control_planes.append(Member(f"control-plane-{number}", "control-plane", url, env, folder))
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
                **await changes(url, fleet.redis_url),
            }
            fleet.replicas.append(Member(f"replica-{number}", "agent", url, env, folder))
        for member in (*fleet.control_planes, *fleet.replicas):
            stack.push_async_callback(member.stop)
        await fleet.whole()
        yield fleet


async def _until_it_says(client: httpx.AsyncClient, url: str, member: Member, wanted: dict[str, Any]) -> None:
    while True:
        assert member.child.is_running, member.child.last_lines()
        with suppress(httpx.TransportError):
            answer = await client.get(url)
            if answer.is_success and wanted.items() <= answer.json().items():
                return
        await asyncio.sleep(0.1)
