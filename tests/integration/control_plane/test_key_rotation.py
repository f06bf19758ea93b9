"""Keys are changed while calls go on: one service after the other starts again with new ones."""

from websockets.asyncio.client import connect

from parley.launch.ports import free_port
from service_tokens.tokens import Audience
from tests.fakes.agent_door import open_agent
from tests.fakes.control_plane.http import TOKEN
from tests.fakes.control_plane.registering import lease_url
from tests.fakes.control_plane.serving import serving
from tests.fakes.service_keys import gate, tokens
from tests.unit.application.service import FakeService

OLD = f"2026-10:{'old-' * 8}"
NEW = f"2026-11:{'new-' * 8}"
STEPS = [
    (OLD, OLD),
    (f"{OLD},{NEW}", OLD),
    (f"{OLD},{NEW}", f"{OLD},{NEW}"),
    (f"{NEW},{OLD}", f"{OLD},{NEW}"),
    (f"{NEW},{OLD}", f"{NEW},{OLD}"),
    (NEW, f"{NEW},{OLD}"),
    (NEW, NEW),
]
"""What the control plane and the agent service start with, one after the other."""


async def test_no_call_is_lost_and_none_refused_while_keys_change(redis_url: str) -> None:
    service = FakeService()
    begun: list[str] = []
    port = free_port()
    for control_keys, agent_keys in STEPS:
        async with (
            open_agent(service, gate(Audience.AGENT, agent_keys), port) as agent,
            serving(str(agent.base_url).rstrip("/"), service_keys=control_keys, redis_url=redis_url) as client,
        ):
            answer = await client.post(TOKEN)
            assert answer.status_code == 200, answer.text
            begun.append(answer.json()["session_id"])
            shown = {"Authorization": tokens(Audience.CONTROL_PLANE, agent_keys).header()}
            async with connect(lease_url(str(client.base_url), "b"), additional_headers=shown, proxy=None):
                pass
            if len(begun) < 3:
                continue
            oldest = begun.pop(0)
            ended = await client.delete(f"/api/v1/calls/{oldest}")
            assert (ended.status_code, ended.json()["status"]) == (200, "ended"), ended.text
    live = [session.session_id for session in await service.registry.all() if session.is_live]
    assert sorted(live) == sorted(begun)
