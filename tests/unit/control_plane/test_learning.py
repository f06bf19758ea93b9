"""What the registry learns from the reports of replicas."""

from dataclasses import replace
from datetime import UTC, datetime

from control_plane.application.learning import Learning, Learnt
from control_plane.domain.entities.agent import AgentSession
from control_plane.domain.entities.call import Call
from control_plane.infrastructure.in_memory_call_registry import InMemoryCallRegistry
from tests.fakes.control_plane.agent_service import FakeAgentService

AGENT = "http://agent-1"
SESSION = AgentSession(session_id="c1", room="lobby", user_id="ann", status="active", call_id="c1", turns=1)


class WatchedCalls(InMemoryCallRegistry):
    """:ivar saves: how many there were."""

    saves = 0

    async def save(self, call: Call) -> None:
        self.saves += 1
        await super().save(call)


def now() -> datetime:
    return datetime.now(UTC)


async def test_a_report_that_tells_nothing_new_writes_nothing() -> None:
    calls = WatchedCalls()
    learning = Learning(calls, FakeAgentService(), now)

    learnt = [await learning.learn(AGENT, [SESSION]) for _ in range(3)]

    assert learnt == [[Learnt.FOUND], [Learnt.SETTLED], [Learnt.SETTLED]]

    assert calls.saves == 1


async def test_what_is_new_is_written() -> None:
    calls = WatchedCalls()
    learning = Learning(calls, FakeAgentService(), now)
    await learning.learn(AGENT, [SESSION])

    for change in ({"turns": 2}, {"turns": 2, "epoch": 2}, {"turns": 2, "epoch": 2, "status": "ended"}):
        await learning.learn(AGENT, [replace(SESSION, **change)])

    found = await calls.find("c1")
    assert calls.saves == 4
    assert found is not None
    assert (found.turns, found.epoch, found.is_live) == (2, 2, False)
