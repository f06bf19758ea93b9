"""`parley emulate`: clouds on this machine, for whoever has no key."""

import asyncio
import sys
from pathlib import Path

import httpx

from parley.launch.child import Child
from parley.launch.ports import free_port

SOON_S = 30


async def test_the_clouds_answer_a_made_up_key(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "parley", "emulate", "--port", str(port)]
    clouds = Child("the clouds", command, env={}, log=tmp_path / "log")
    await clouds.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            async with asyncio.timeout(SOON_S):
                answer = await _answer(clouds, client)
        assert answer.json()["data"]
        assert f"export PARLEY_OPENAI_BASE_URL=http://127.0.0.1:{port}/v1" in (tmp_path / "log").read_text()
    finally:
        await clouds.stop(5)


async def _answer(clouds: Child, client: httpx.AsyncClient) -> httpx.Response:
    while True:
        assert clouds.is_running, clouds.last_lines()
        try:
            return await client.get("/v1/models", headers={"authorization": "Bearer emulated"})
        except httpx.TransportError:
            await asyncio.sleep(0.05)
