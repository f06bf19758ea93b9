"""Twenty calls at once in one process: they come, they talk, they go, and nothing of them is left."""

import asyncio
from pathlib import Path

import pytest

from infrastructure.adapters.local_inference.voice_activity import LocalVoiceActivity
from infrastructure.process.capacity import room_for_calls
from tests.e2e.agent_process import CAPACITY, AgentProcess, Footprint, agent_process
from tests.e2e.line import Telephone
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

BETWEEN_ARRIVALS_S = 2.0
BETWEEN_QUESTIONS_S = 2.0
"""So that, as in life, not everybody talks at the same moment."""

ROOM = 10
"""Calls that a machine has time for on which that is often enough: on a slower one, callers come less often."""

SETTLE_S = 20.0


@pytest.fixture
def slower() -> float:
    """How much more time callers take, as the service itself measures the machine."""
    room = room_for_calls(LocalVoiceActivity(), 1, recognises=True).cores
    return max(1.0, ROOM / max(1, room))


async def test_twenty_calls_come_talk_and_go(
    livekit: LiveKit, telephone: Telephone, tmp_path: Path, slower: float
) -> None:
    question = await telephone.sound_of("what does the pro plan cost")
    async with agent_process(livekit, tmp_path) as agent:
        # What a process makes once and keeps is made by its first calls.
        await asyncio.gather(*(agent.call(f"first-{n}", question, wait_s=n) for n in range(4)))
        before = await _settled(agent)

        async def arrive(number: int) -> str:
            await asyncio.sleep(number * BETWEEN_ARRIVALS_S * slower)
            return await agent.call(f"room-{number}", question, wait_s=number * BETWEEN_QUESTIONS_S)

        answers = await asyncio.gather(*(arrive(number) for number in range(CAPACITY)))
        assert [answer for answer in answers if "39 euros" not in answer] == []

        async with asyncio.timeout(SETTLE_S):
            while not (await agent.footprint()).is_back_at(before):
                await asyncio.sleep(0.5)


async def _settled(agent: AgentProcess) -> Footprint:
    """Once two looks, a second apart, see the same tasks, threads and files."""
    last = await agent.footprint()
    async with asyncio.timeout(SETTLE_S):
        while True:
            await asyncio.sleep(1)
            now = await agent.footprint()
            if (now.tasks, now.threads, now.files) == (last.tasks, last.threads, last.files):
                return now
            last = now
