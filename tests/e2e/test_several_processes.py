"""One agent service, two processes that carry its calls: from outside it is the service that it always was."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.agent_process import CAPACITY, AgentProcess, agent_process
from tests.e2e.line import Telephone
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOON_S = 30


async def test_calls_are_answered_listed_and_counted_whoever_carries_them(
    livekit: LiveKit, telephone: Telephone, tmp_path: Path
) -> None:
    question = await telephone.sound_of("what does the pro plan cost")
    async with agent_process(livekit, tmp_path, processes=2) as agent:
        assert len(agent.carriers()) == 2
        answers = await asyncio.gather(*(agent.call(f"both-{n}", question, wait_s=n) for n in range(2)))
        assert [answer for answer in answers if "39 euros" not in answer] == []

        sessions = (await agent.client.get("/sessions")).json()["sessions"]
        assert {(each["room"], each["status"], each["turns"]) for each in sessions} == {
            ("both-0", "ended", 1),
            ("both-1", "ended", 1),
        }
        health = (await agent.client.get("/health")).json()
        assert (health["status"], health["sessions"], health["capacity"]) == ("ok", 0, CAPACITY)
        metrics = (await agent.client.get("/metrics")).text
        assert "parley_calls_started_total 2.0" in metrics
        assert 'parley_turns_total{interrupted="false",specialist="sales"} 2.0' in metrics
        assert 'parley_provider_up{leg="stt",provider="pocketsphinx"} 1.0' in metrics


async def test_a_killed_process_takes_its_own_calls_along_and_no_others(
    livekit: LiveKit, telephone: Telephone, tmp_path: Path
) -> None:
    question = await telephone.sound_of("what does the pro plan cost")
    async with (
        agent_process(livekit, tmp_path, processes=2) as agent,
        agent.greeted("kept-0") as one,
        agent.greeted("kept-1") as other,
    ):
        agent.carriers()[0].kill()
        failed = await _failed_room(agent)
        left = other if failed == "kept-0" else one
        assert "39 euros" in (await left.hear_answer(await left.say(question), timeout_s=SOON_S)).text

        async with asyncio.timeout(SOON_S):
            while (await agent.client.get("/health")).json()["capacity"] < CAPACITY:
                await asyncio.sleep(0.1)
        assert "39 euros" in await agent.call(failed, question, wait_s=0)


async def _failed_room(agent: AgentProcess) -> str:
    async with asyncio.timeout(SOON_S):
        while True:
            sessions = (await agent.client.get("/sessions", params={"status": "failed"})).json()["sessions"]
            if sessions:
                assert [each["reason"] for each in sessions] == ["pipeline_failed"]
                return sessions[0]["room"]
            await asyncio.sleep(0.05)
