"""Replicas are stopped in good order in the middle of their calls, and nobody on the line notices."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from infrastructure.caller.caller import Answer
from tests.chaos.fleet import fleet_of
from tests.chaos.hearing import dialling
from tests.chaos.moving import draining_in_good_time, terminated
from tests.e2e.line import Line
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

CUT_OFF = "cut off"


async def test_a_rolling_restart_drops_no_call_and_loses_no_word(livekit: LiveKit, tmp_path: Path) -> None:
    async with (
        fleet_of(livekit, tmp_path, replicas=3, changes=draining_in_good_time) as fleet,
        dialling(fleet) as telephone,
        AsyncExitStack() as calls,
    ):
        lines = [await calls.enter_async_context(telephone.call()) for _ in range(3)]
        await asyncio.gather(*(line.greeting() for line in lines))
        for replica in fleet.replicas:
            stopping = asyncio.create_task(terminated(fleet, replica))
            answers = await asyncio.gather(
                *(_asked_after(line, 0.3 * number) for number, line in enumerate(lines))
            )
            await stopping
            assert all("39 euros" in answer.text for answer in answers)
            await fleet.whole()
        for line in lines:
            _was_not_noticed(line, await line.ask("what does the basic plan cost"))


async def _asked_after(line: Line, seconds: float) -> Answer:
    """While replicas change, at a moment of its own."""
    await asyncio.sleep(seconds)
    return await line.ask("what does the pro plan cost")


def _was_not_noticed(line: Line, answer: Answer) -> None:
    said = " ".join(each.text for each in line.caller.captions.lines)
    assert CUT_OFF not in said
    assert said.count("Welcome") <= 1
    assert answer.text
    assert len(line.caller.room.remote_participants) == 1
