"""What signals do to a service with a call: a real process, whose calls alone are fakes."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from parley.launch.child import Child
from parley.launch.ports import free_port

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
SOON_S = 30
LONG_S = 600.0


class ServiceProcess:
    def __init__(self, log: Path, drain_timeout_s: float) -> None:
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "tests.integration.launch.draining_service",
            str(port),
            str(drain_timeout_s),
        ]
        self.child = Child("the service", command, env=ENVIRONMENT, log=log)
        self.web = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)

    async def start(self) -> None:
        await self.child.start()
        async with asyncio.timeout(SOON_S):
            while not await self._answers():
                assert self.child.is_running, self.child.last_lines()
                await asyncio.sleep(0.05)

    async def join(self, room: str) -> httpx.Response:
        return await self.web.post("/join", json={"room": room, "user_id": "ada"})

    async def signal(self, number: signal.Signals) -> None:
        assert self.child.pid is not None
        os.kill(self.child.pid, number)

    async def until_draining(self) -> httpx.Response:
        async with asyncio.timeout(SOON_S):
            while (answer := await self.web.get("/health/ready")).json()["status"] != "draining":
                await asyncio.sleep(0.01)
        return answer

    async def last_words(self) -> str:
        async with asyncio.timeout(SOON_S):
            assert await self.child.ended() == 0
        return self.child.last_lines().splitlines()[-1]

    async def _answers(self) -> bool:
        try:
            return (await self.web.get("/health/live")).is_success
        except httpx.TransportError:
            return False


@asynccontextmanager
async def service_with_a_call(folder: Path, *, drain_timeout_s: float = LONG_S) -> AsyncGenerator[ServiceProcess]:
    process = ServiceProcess(folder / "service.log", drain_timeout_s)
    async with process.web:
        try:
            await process.start()
            assert (await process.join("room-a")).is_success
            yield process
        finally:
            await process.child.stop(grace_s=0)


async def test_a_service_that_is_told_to_end_is_unready_and_refuses_calls_until_its_own_have_ended(
    tmp_path: Path,
) -> None:
    async with service_with_a_call(tmp_path) as process:
        await process.signal(signal.SIGTERM)
        ready = await process.until_draining()
        assert (ready.status_code, ready.json()["sessions"]) == (503, 1)
        refused = await process.join("room-b")
        assert (refused.status_code, refused.json()["code"]) == (503, "draining")
        assert (await process.web.post("/leave", json={"room": "room-a"})).is_success
        assert await process.last_words() == "ended: leave_requested"


async def test_calls_that_go_on_for_too_long_are_ended(tmp_path: Path) -> None:
    async with service_with_a_call(tmp_path, drain_timeout_s=0.2) as process:
        await process.signal(signal.SIGTERM)
        assert await process.last_words() == "ended: service_stopped"


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    async with service_with_a_call(tmp_path) as process:
        await process.signal(signal.SIGTERM)
        await process.until_draining()
        await process.signal(signal.SIGTERM)
        assert await process.last_words() == "ended: service_stopped"


async def test_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    async with service_with_a_call(tmp_path) as process:
        await process.signal(signal.SIGINT)
        assert await process.last_words() == "ended: service_stopped"
