"""The whole control plane on a socket."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import uvicorn

from control_plane.container import ControlPlaneContainer, application, wire
from control_plane.settings import ControlPlaneSettings
from tests.fakes.control_plane.http import settings

NOWHERE = "http://127.0.0.1:9"


@asynccontextmanager
async def serving(*urls: str, **changes: object) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of it, whose base URL is its own.

    :param urls: configured agent services; by default one where nothing is.
    :param changes: settings other than the defaults.
    """
    wanted = settings(*(urls or (NOWHERE,)), **changes)
    async with on_a_socket(wire(wanted), wanted) as client:
        yield client


@asynccontextmanager
async def on_a_socket(
    container: ControlPlaneContainer, wanted: ControlPlaneSettings
) -> AsyncGenerator[httpx.AsyncClient]:
    app = application(container, wanted)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            await task
