"""The whole product on free ports: LiveKit, agent service and control plane, as `parley run` hosts them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from livekit import api
from pydantic import SecretStr

from control_plane import container as control_plane
from control_plane.settings import ControlPlaneSettings
from domain.interfaces.agent import AgentTeam
from infrastructure.caller.caller import Caller, on_the_line
from infrastructure.container import Container, build_app
from infrastructure.providers.settings import ProviderSettings
from infrastructure.settings import (
    AgentSettings,
    BusinessSettings,
    CostSettings,
    LiveKitSettings,
    LoggingSettings,
    ServiceSettings,
    Settings,
    SpeechSettings,
    TurnSettings,
)
from parley.launch.ports import free_port
from parley.launch.serve import Running, Service
from tests.livekit_server import LiveKit

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Stack:
    """Where it is, and what it is made of."""

    agent_url: str
    control_plane_url: str
    container: Container
    livekit: LiveKit

    async def room_is_gone(self, room: str) -> bool:
        async with api.LiveKitAPI(*self._access()) as client:
            found = await client.room.list_rooms(api.ListRoomsRequest(names=[room]))
        return not found.rooms

    @asynccontextmanager
    async def intruder(self, room: str) -> AsyncGenerator[Caller, None]:
        """Somebody in the room who should not be there, with every right that LiveKit can give."""
        grants = api.VideoGrants(room_join=True, room=room, room_admin=True, can_update_own_metadata=True)
        token = api.AccessToken(*self._access()[1:]).with_identity("intruder").with_grants(grants)
        async with on_the_line(self.livekit.url, token.to_jwt()) as caller:
            yield caller

    def _access(self) -> tuple[str, str, str]:
        return self.livekit.url, self.livekit.api_key, self.livekit.api_secret


CALLERS_LAG_MS = 2000
"""Callers share the event loop of their service here, and the machine."""


def service_settings(livekit: LiveKit, turns: TurnSettings, agents: AgentSettings, **service: object) -> Settings:
    return Settings(
        LiveKitSettings(
            livekit_url=livekit.url,
            livekit_api_key=livekit.api_key,
            livekit_api_secret=SecretStr(livekit.api_secret),
        ),
        ServiceSettings.model_validate({"agent_port": free_port(), "longest_lag_ms": CALLERS_LAG_MS, **service}),
        turns,
        agents,
        BusinessSettings.model_validate({"records": "memory"}),
        SpeechSettings(),
        ProviderSettings(),
        CostSettings(),
        LoggingSettings(),
    )


@asynccontextmanager
async def whole_stack(
    livekit: LiveKit,
    *,
    team: AgentTeam | None = None,
    turns: TurnSettings | None = None,
    agents: AgentSettings | None = None,
    **service: object,
) -> AsyncGenerator[Stack, None]:
    """:param team: who answers in place of the product's own team.
    :param agents: None takes the demo company and the specialists that come with Parley.
    :param service: settings of the agent service that differ from the defaults.
    """
    known = agents or AgentSettings(knowledge=ROOT / "knowledge")
    settings = service_settings(livekit, turns or TurnSettings(), known, **service)
    container = Container(settings=settings)
    if team is not None:
        container.team.override(team)
    agent_port = settings.service.agent_port
    agent_url = f"http://127.0.0.1:{agent_port}"
    control_port = free_port()
    control = control_plane.build(
        ControlPlaneSettings.model_validate(
            {
                "port": control_port,
                "page": ROOT / "web" / "dist",
                "livekit_url": livekit.url,
                "livekit_api_key": livekit.api_key,
                "livekit_api_secret": livekit.api_secret,
                "agent_urls": agent_url,
            }
        )
    )
    services = [
        Service("agent service", build_app(container), "127.0.0.1", agent_port, ""),
        Service("control plane", control, "127.0.0.1", control_port, ""),
    ]
    async with Running(services):
        yield Stack(agent_url, f"http://127.0.0.1:{control_port}", container, livekit)
