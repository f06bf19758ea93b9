"""A replica dies, or freezes, in the middle of its calls."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.chaos.fleet import Fleet, fleet_of
from tests.chaos.hearing import dialling, heard_again_after
from tests.chaos.killing import survived_kill
from tests.e2e.line import Line
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG_QUESTION = "my router keeps losing the connection"
CALLS = 3
CROWD = 10
HEARD_WITHIN_S = 4.0
"""Of a machine that carries a fleet, its callers and their ears on two cores; benchmarks tell how soon it is."""


async def test_killed_replicas_calls_go_on_at_the_other_and_remember(livekit: LiveKit, tmp_path: Path) -> None:
    async with fleet_of(livekit, tmp_path) as fleet, dialling(fleet) as telephone, AsyncExitStack() as calls:
        lines = [await calls.enter_async_context(telephone.call()) for _ in range(CALLS)]
        await asyncio.gather(*(line.greeting() for line in lines))
        for line in lines:
            assert "39 euros" in (await line.ask("what does the pro plan cost")).text
        victim = await fleet.carrying(lines[0].ticket.session_id)
        assert victim is not None
        hit = [line for line in lines if await fleet.carrying(line.ticket.session_id) is victim]

        said_at = [await line.say(LONG_QUESTION) for line in hit]
        await asyncio.gather(*(line.caller.ear.first_sound(at) for line, at in zip(hit, said_at, strict=True)))
        killed_at = time.monotonic()
        victim.signal(signal.SIGKILL)
        waits_s = await asyncio.gather(*(heard_again_after(line, killed_at) for line in hit))
        assert max(waits_s) < HEARD_WITHIN_S
        await asyncio.gather(*(line.caller.ear.silence(1.0) for line in hit))
        for line in hit:
            assert "39 euros" in (await line.ask("what did the pro plan cost again")).text
            assert len(line.caller.room.remote_participants) == 1
            assert await fleet.carrying(line.ticket.session_id) not in (None, victim)


async def test_ten_callers_of_a_killed_replica_are_all_heard_again_by_one_agent_each(
    livekit: LiveKit, tmp_path: Path
) -> None:
    calls = await survived_kill(livekit, tmp_path, CROWD)
    assert [call.wait_s for call in calls if call.wait_s is None] == []
    assert [(call.remembers, call.agents, call.owners) for call in calls] == [(True, 1, 1)] * CROWD


async def test_a_replica_that_freezes_is_succeeded_and_leaves_when_it_wakes(
    livekit: LiveKit, tmp_path: Path
) -> None:
    async with fleet_of(livekit, tmp_path) as fleet, dialling(fleet) as telephone, telephone.call() as line:
        await line.greeting()
        assert "39 euros" in (await line.ask("what does the pro plan cost")).text
        victim = await fleet.carrying(line.ticket.session_id)
        assert victim is not None
        said_at = await line.say(LONG_QUESTION)
        await line.caller.ear.first_sound(said_at)
        frozen_at = time.monotonic()
        victim.signal(signal.SIGSTOP)
        wait_s = await heard_again_after(line, frozen_at)
        await line.caller.ear.silence(1.0)
        victim.signal(signal.SIGCONT)

        assert wait_s < 2 * HEARD_WITHIN_S
        async with asyncio.timeout(10):
            while await _carries(fleet, victim.url, line):
                await asyncio.sleep(0.1)
        assert "19 euros" in (await line.ask("what does the basic plan cost")).text
        assert len(line.caller.room.remote_participants) == 1


async def _carries(fleet: Fleet, url: str, line: Line) -> bool:
    replica = next(each for each in fleet.replicas if each.url == url)
    return any(each["session_id"] == line.ticket.session_id for each in await fleet.sessions(replica))
