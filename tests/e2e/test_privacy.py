"""A caller gets answers, and nothing of what is behind them."""

import asyncio
from pathlib import Path

import pytest
from livekit import api, rtc
from livekit.agents import Agent, AgentSession
from livekit.agents.voice.remote_session import RemoteSession

from tests.e2e.agent_process import agent_process
from tests.e2e.line import Telephone
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANSWER_S = 2.0
"""A hosted session answers within 50 ms."""


async def _instructions_of(room: rtc.Room, agent_identity: str) -> str:
    """What anyone in the room can read of an agent that hosts a remote session.

    :raises TimeoutError: nobody answers.
    """
    remote = RemoteSession.from_room(room, agent_identity)
    await remote.start()
    try:
        async with asyncio.timeout(ANSWER_S):
            return (await remote.get_agent_info()).instructions
    finally:
        await remote.aclose()


async def test_a_caller_cannot_read_the_agents_instructions(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        agent = line.caller.agent
        assert agent is not None
        with pytest.raises(TimeoutError):
            await _instructions_of(line.caller.room, agent.identity)


async def test_instructions_could_be_read_if_a_remote_session_were_hosted(livekit: LiveKit) -> None:
    """Shows that the test above would notice."""
    host, guest = rtc.Room(), rtc.Room()
    for room, identity in ((host, "agent"), (guest, "guest")):
        grants = api.VideoGrants(room_join=True, room="hosted")
        token = api.AccessToken(livekit.api_key, livekit.api_secret).with_identity(identity).with_grants(grants)
        await room.connect(livekit.url, token.to_jwt())
    session = AgentSession[None](vad=None)
    try:
        await session.start(Agent(instructions="the secret"), room=host, session_host=True, record=False)
        assert "the secret" in await _instructions_of(guest, "agent")
    finally:
        await session.aclose()
        await guest.disconnect()
        await host.disconnect()


async def test_no_callers_word_is_in_the_log(livekit: LiveKit, telephone: Telephone, tmp_path: Path) -> None:
    question = await telephone.sound_of("what does the pro plan cost")
    async with agent_process(livekit, tmp_path) as agent:
        assert "pro plan" in await agent.call("room", question, wait_s=0)
    log = agent.log.read_text()
    assert "call is active" in log
    assert "pro plan" not in log
