"""Connections that lose, hold back and cut what passes, by a Toxiproxy of our own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import httpx

from parley.install.machine import this_machine
from parley.install.steps.toxiproxy import find_toxiproxy
from parley.launch.child import Child
from parley.launch.ports import free_port

STARTS_WITHIN_S = 10.0
Direction = Literal["upstream", "downstream"]
"""As Toxiproxy has it: `upstream` is to the server, `downstream` back to the client."""


@dataclass(frozen=True, slots=True)
class Door:
    """Before a server.

    :ivar url: leads through it. :ivar server: does not.
    """

    url: str
    server: str
    _client: httpx.AsyncClient
    _name: str

    async def swallows(self, direction: Direction) -> None:
        """From now on nothing passes that way, and connections stay open, those that there are included."""
        await self._poison("timeout", direction, timeout=0)

    async def delays(self, direction: Direction, by_ms: int) -> None:
        await self._poison("latency", direction, latency=by_ms)

    async def is_cut(self) -> None:
        """All connections break, and new ones are refused."""
        await self._set(enabled=False)

    async def heals(self) -> None:
        for toxic in (await self._client.get(f"/proxies/{self._name}/toxics")).raise_for_status().json():
            (await self._client.delete(f"/proxies/{self._name}/toxics/{toxic['name']}")).raise_for_status()
        await self._set(enabled=True)

    async def _poison(self, kind: str, direction: Direction, **attributes: int) -> None:
        toxic = {"name": f"{kind}-{direction}", "type": kind, "stream": direction, "attributes": attributes}
        (await self._client.post(f"/proxies/{self._name}/toxics", json=toxic)).raise_for_status()

    async def _set(self, *, enabled: bool) -> None:
        (await self._client.post(f"/proxies/{self._name}", json={"enabled": enabled})).raise_for_status()


@dataclass(frozen=True, slots=True)
class Toxiproxy:
    _client: httpx.AsyncClient

    async def before(self, server: str) -> Door:
        """:param server: a URL with host and port."""
        parts, port = urlsplit(server), free_port()
        listen = f"127.0.0.1:{port}"
        proxy = {"name": listen, "listen": listen, "upstream": parts.netloc, "enabled": True}
        (await self._client.post("/proxies", json=proxy)).raise_for_status()
        return Door(urlunsplit(parts._replace(netloc=listen)), server, self._client, listen)


@asynccontextmanager
async def toxiproxy(folder: Path) -> AsyncGenerator[Toxiproxy, None]:
    program, port = find_toxiproxy(this_machine()), free_port()
    assert program, "Toxiproxy is not here: `make test` installs it"
    child = Child("toxiproxy", [program, "-port", str(port)], env={}, log=folder / "toxiproxy.log")
    await child.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=5, trust_env=False) as client:
            async with asyncio.timeout(STARTS_WITHIN_S):
                while not await _answers(client):
                    assert child.is_running, child.last_lines()
                    await asyncio.sleep(0.02)
            yield Toxiproxy(client)
    finally:
        await child.stop(1.0)


async def _answers(client: httpx.AsyncClient) -> bool:
    with suppress(httpx.TransportError):
        return (await client.get("/version")).is_success
    return False
