"""The whole control plane behind an HTTP client, without a socket."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from control_plane.container import application, wire
from control_plane.settings import ControlPlaneSettings
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.agent_service import FakeAgentService
from tests.fakes.control_plane.desk import API_KEY, API_SECRET

TOKEN = "/api/v1/livekit/token"  # noqa: S105


def settings(*urls: str, **changes: object) -> ControlPlaneSettings:
    return ControlPlaneSettings.model_validate(
        {
            "livekit_api_key": API_KEY,
            "livekit_api_secret": API_SECRET,
            "agent_urls": urls,
            "page": Path("nowhere"),
            **changes,
        }
    )


@asynccontextmanager
async def open_http(*agents: FakeAgent, **changes: object) -> AsyncGenerator[httpx.AsyncClient]:
    """Over fake agent services in this process.

    :param changes: settings other than the defaults.
    """
    for agent in agents:
        agent.url = f"http://{agent.url.removeprefix('http://')}"
    wanted = settings(*(agent.url for agent in agents), **changes)
    container = wire(wanted)
    container.agents.override(FakeAgentService(*agents))
    app = application(container, wanted)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client,
    ):
        yield client
