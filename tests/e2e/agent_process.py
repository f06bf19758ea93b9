"""`parley agent` in a process of its own, seen from outside."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from livekit import api

from infrastructure.caller.caller import Caller, on_the_line
from parley.launch.child import Child
from parley.launch.ports import free_port
from tests.e2e.stack import CALLERS_LAG_MS, ROOT
from tests.livekit_server import LiveKit

LISTENING_MS = 100
"""The callers share one process and its event loop, and two cores with the agents."""

CAPACITY = 20

MEMORY_SLACK = 1.15
"""Allocators keep some of what they were given back."""


@dataclass(frozen=True)
class Footprint:
    """What the process holds."""

    tasks: int
    threads: int
    files: int
    memory_mb: float

    def is_back_at(self, before: "Footprint") -> bool:
        return (
            self.tasks <= before.tasks
            and self.threads <= before.threads
            and self.files <= before.files
            and self.memory_mb <= before.memory_mb * MEMORY_SLACK
        )


class AgentProcess:
    """:ivar log: all that it writes down."""

    def __init__(self, url: str, pid: int, livekit: LiveKit, log: Path) -> None:
        self.log = log
        self.client = httpx.AsyncClient(base_url=url, timeout=30)
        self._process = psutil.Process(pid)
        self._livekit = livekit

    async def footprint(self) -> Footprint:
        metrics = (await self.client.get("/metrics")).text
        tasks = next(line.split()[1] for line in metrics.splitlines() if line.startswith("parley_tasks "))
        with self._process.oneshot():
            return Footprint(
                int(float(tasks)),
                self._process.num_threads(),
                self._process.num_fds(),
                self._process.memory_full_info().uss / 2**20,
            )

    async def call(self, name: str, question: bytes, *, wait_s: float) -> str:
        """Come, be greeted, ask after a while, hear the answer, go."""
        async with self.greeted(name) as caller:
            await asyncio.sleep(wait_s)
            answer = await caller.hear_answer(await caller.say(question), timeout_s=90)
        await self._command("/leave", {"room": name})
        return answer.text

    @asynccontextmanager
    async def greeted(self, name: str) -> AsyncGenerator[Caller, None]:
        """A caller who has come and was greeted, and who goes at the end."""
        await self._command("/join", {"room": name, "user_id": name})
        grants = api.VideoGrants(room_join=True, room=name)
        token = api.AccessToken(self._livekit.api_key, self._livekit.api_secret)
        ticket = token.with_identity(name).with_grants(grants).to_jwt()
        async with on_the_line(self._livekit.url, ticket, listening_ms=LISTENING_MS) as caller:
            await caller.hear_answer(0, timeout_s=90)
            yield caller

    def carriers(self) -> list[psutil.Process]:
        """The processes of its own that carry its calls."""
        return [each for each in self._process.children() if "parley.launch.worker" in each.cmdline()]

    async def _command(self, path: str, body: dict[str, str]) -> None:
        answer = await self.client.post(path, json=body)
        assert answer.is_success, answer.text


@asynccontextmanager
async def agent_process(
    livekit: LiveKit, folder: Path, *, processes: int = 1
) -> AsyncGenerator[AgentProcess, None]:
    """:param processes: that carry calls, behind the one address."""
    port = free_port()
    environment = {
        "PARLEY_LIVEKIT_URL": livekit.url,
        "PARLEY_LIVEKIT_API_KEY": livekit.api_key,
        "PARLEY_LIVEKIT_API_SECRET": livekit.api_secret,
        "PARLEY_AGENT_PORT": str(port),
        "PARLEY_AGENT_CAPACITY": str(CAPACITY),
        "PARLEY_AGENT_PROCESSES": str(processes),
        "PARLEY_LONGEST_LAG_MS": str(CALLERS_LAG_MS),
        "PARLEY_KNOWLEDGE": str(ROOT / "knowledge"),
        # Its callers say nothing for as long as it takes to have all of them there.
        "PARLEY_SILENCE_S": "600",
        "PARLEY_RECORDS": str(folder / "records.sqlite3"),
    }
    program = str(Path(sys.executable).with_name("parley"))
    child = Child("parley agent", [program, "agent"], env=environment, log=folder / "agent.log")
    await child.start()
    try:
        assert child.pid is not None
        agent = AgentProcess(f"http://127.0.0.1:{port}", child.pid, livekit, child.log)
        async with agent.client:
            await _until_ready(agent.client, child)
            yield agent
    finally:
        await child.stop(10)


async def _until_ready(client: httpx.AsyncClient, child: Child) -> None:
    async with asyncio.timeout(60):
        while True:
            assert child.is_running, child.last_lines()
            with suppress(httpx.TransportError):
                if (await client.get("/health/ready")).is_success:
                    return
            await asyncio.sleep(0.2)
