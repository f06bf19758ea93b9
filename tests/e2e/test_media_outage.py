"""The LiveKit server goes away, and comes back."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from tests.e2e.agent_process import agent_process
from tests.e2e.line import Telephone
from tests.e2e.stack import Stack, whole_stack
from tests.livekit_that_can_fall import livekit_that_can_fall

pytestmark = pytest.mark.asyncio(loop_scope="session")

JOIN_S = 5.0
"""Within which the contract answers a join."""

SDK_PATIENCE_S = 12.0
"""LiveKit's SDK ends its process 10 s after a connection was made that nobody took."""

BACK_S = 20.0
"""Until an agent notices that its connection is gone, and is back in its room."""


async def _health(stack: Stack) -> dict[str, object]:
    async with httpx.AsyncClient(base_url=stack.agent_url, timeout=JOIN_S) as client:
        return (await client.get("/health")).json()


async def _until_healthy(stack: Stack) -> None:
    async with asyncio.timeout(BACK_S):
        while (await _health(stack))["status"] != "ok":
            await asyncio.sleep(0.2)


async def test_joins_are_refused_at_once_and_taken_again_without_a_restart(tmp_path: Path) -> None:
    async with (
        livekit_that_can_fall(tmp_path) as livekit,
        whole_stack(livekit.access) as stack,
        httpx.AsyncClient(base_url=stack.agent_url, timeout=JOIN_S) as client,
    ):
        await livekit.stop()
        began = time.monotonic()
        refused = await client.post("/join", json={"room": "r", "user_id": "ada"})
        assert time.monotonic() - began < JOIN_S
        assert (refused.status_code, refused.json()["code"]) == (503, "media_unavailable")
        await asyncio.sleep(1)
        assert (await _health(stack))["media"] == "unreachable"

        await livekit.start()
        await _until_healthy(stack)
        taken = await client.post("/join", json={"room": "r", "user_id": "ada"})
        assert taken.status_code == 200


async def test_a_server_that_hangs_is_survived(tmp_path: Path) -> None:
    async with livekit_that_can_fall(tmp_path) as livekit, agent_process(livekit.access, tmp_path) as agent:
        livekit.freeze()
        began = time.monotonic()
        refused = await agent.client.post("/join", json={"room": "frozen", "user_id": "ada"})
        assert time.monotonic() - began < JOIN_S
        assert (refused.status_code, refused.json()["code"]) == (503, "media_unavailable")
        livekit.thaw()
        await asyncio.sleep(SDK_PATIENCE_S)
        taken = await agent.client.post("/join", json={"room": "thawed", "user_id": "ada"})
        assert taken.status_code == 200


async def test_the_agent_comes_back_into_a_running_call(tmp_path: Path) -> None:
    async with (
        livekit_that_can_fall(tmp_path) as livekit,
        whole_stack(livekit.access) as stack,
        Telephone(stack.control_plane_url, stack.container.recogniser()) as telephone,
    ):
        async with telephone.call() as line:
            await line.greeting()
            assert "39 euros" in (await line.type("What does the pro plan cost?")).text
        await livekit.stop()
        await livekit.start()
        again = await telephone.reception.ticket(line.ticket.room, line.ticket.identity)
        assert again.session_id == line.ticket.session_id
        async with telephone.call(again) as line:
            async with asyncio.timeout(BACK_S):
                await line.caller.until_agent_is("listening")
            assert "19 euros" in (await line.type("and the basic one?")).text
