"""The agent service's own HTTP and use cases on a socket; only its transport and its agents are fakes."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from presentation.http.app import create_app
from presentation.http.metrics import CallMetrics
from service_tokens.gate import TokenGate
from tests.unit.application.service import FakeService


@asynccontextmanager
async def open_agent(
    service: FakeService, gate: TokenGate | None, port: int = 0
) -> AsyncGenerator[httpx.AsyncClient]:
    """A client of it, whose base URL is its own."""

    @asynccontextmanager
    async def nothing_to_start(_: FastAPI) -> AsyncGenerator[None]:
        yield

    app = create_app(
        join_call=service.join,
        leave_call=service.leave,
        hand_over_call=service.hand_over,
        list_sessions=service.sessions,
        check_health=service.health,
        metrics=CallMetrics(service.calls),
        version="1.2.3",
        gate=gate,
        lifespan=nothing_to_start,
    )
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            await task
