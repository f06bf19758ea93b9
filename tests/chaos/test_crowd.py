"""Five hundred callers at once, at two control planes in processes of their own."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from http import HTTPStatus
from pathlib import Path

import aiohttp
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
NO_MEDIA = LiveKit("ws://127.0.0.1:9", "key", "secret-of-nobody")
"""The agents here are told to join, and do not."""


async def test_no_replica_is_overfilled_and_no_call_has_two_owners(tmp_path: Path) -> None:
    agents = [FakeAgent(capacity=capacity) for capacity in CAPACITIES]
    async with fleet_of(NO_MEDIA, tmp_path, replicas=0) as fleet, AsyncExitStack() as stack:
        for number, agent in enumerate(agents):
            await stack.enter_async_context(serve(agent))
            control_plane = fleet.control_planes[number % 2]
            await stack.enter_async_context(holding_lease(control_plane.url, agent, f"cheap-{number}"))
        # With a client that takes ten times as long, the leases that this process holds would run out meanwhile.
        connector = aiohttp.TCPConnector(limit=0)
        callers = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        answers = await asyncio.gather(
            *(
                _ask(callers, control_plane.url, number)
                for number in range(CALLERS)
                for control_plane in fleet.control_planes
            )
        )
        live = [(agent, session) for agent in agents for session in agent.live()]
    told = Counter(status for status, _ in answers)
    carried = {answer["room"]: answer["session_id"] for status, answer in answers if status == HTTPStatus.OK}
    assert set(told) <= {200, 503}, told
    assert len(carried) > sum(CAPACITIES) / 2, told
    carrying = Counter(agent.url for agent, _ in live)
    assert [agent.url for agent in agents if carrying[agent.url] > agent.capacity] == []
    assert max(Counter(session.room for _, session in live).values()) == 1
    assert carried.items() <= {session.room: session.session_id for _, session in live}.items()


async def _ask(callers: aiohttp.ClientSession, control_plane: str, number: int) -> tuple[int, dict[str, str]]:
    """:returns: status and answer."""
    wish = {"room": f"r{number}", "identity": f"u{number}"}
    async with callers.post(f"{control_plane}{TOKEN}", json=wish) as answer:
        return answer.status, await answer.json(content_type=None)
