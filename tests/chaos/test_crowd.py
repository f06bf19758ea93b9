"""Five hundred callers at once, at two control planes in processes of their own."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from tests.chaos.fleet import fleet_of
from tests.fakes.agent_service import serve
from tests.fakes.control_plane.agent import FakeAgent
from tests.fakes.control_plane.registering import holding_lease
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOKEN = "/api/v1/livekit/token"  # noqa: S105
CALLERS = 250
"""Each asks both control planes at the same moment."""
CAPACITIES = range(20, 28)
PATIENCE_S = 60.0
NO_MEDIA = LiveKit("ws://127.0.0.1:9", "key", "secret-of-nobody")
"""The agents here are told to join, and do not."""


async def test_no_replica_is_overfilled_and_no_call_has_two_owners(tmp_path: Path) -> None:
    agents = [FakeAgent(capacity=capacity) for capacity in CAPACITIES]
    async with fleet_of(NO_MEDIA, tmp_path, replicas=0) as fleet, AsyncExitStack() as stack:
        for number, agent in enumerate(agents):
            await stack.enter_async_context(serve(agent))
            control_plane = fleet.control_planes[number % 2]
            await stack.enter_async_context(holding_lease(control_plane.url, agent, f"cheap-{number}"))
        limits = httpx.Limits(max_connections=None)
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=PATIENCE_S, limits=limits))
        answers = await asyncio.gather(
            *(
                client.post(f"{control_plane.url}{TOKEN}", json={"room": f"r{number}", "identity": f"u{number}"})
                for number in range(CALLERS)
                for control_plane in fleet.control_planes
            )
        )
    told = Counter(answer.status_code for answer in answers)
    carried = {answer.json()["room"]: answer.json()["session_id"] for answer in answers if answer.is_success}
    live = [session for agent in agents for session in agent.live()]
    assert set(told) <= {200, 503}, told
    assert len(carried) > sum(CAPACITIES) / 2
    assert [agent.url for agent in agents if len(agent.live()) > agent.capacity] == []
    assert max(Counter(session.room for session in live).values()) == 1
    assert carried.items() <= {session.room: session.session_id for session in live}.items()
