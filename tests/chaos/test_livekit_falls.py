"""The LiveKit server restarts, with callers on the line."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.chaos.fleet import fleet_of
from tests.chaos.hearing import dialling
from tests.e2e.line import Line
from tests.livekit_that_can_fall import livekit_that_can_fall

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLS = 3
BACK_WITHIN_S = 30.0


async def test_callers_who_stay_on_the_line_are_in_the_same_calls_when_livekit_is_back(tmp_path: Path) -> None:
    async with (
        livekit_that_can_fall(tmp_path) as livekit,
        fleet_of(livekit.access, tmp_path) as fleet,
        dialling(fleet) as telephone,
        AsyncExitStack() as calls,
    ):
        lines = [await calls.enter_async_context(telephone.call()) for _ in range(CALLS)]
        await asyncio.gather(*(line.greeting() for line in lines))
        for line in lines:
            assert "39 euros" in (await line.ask("what does the pro plan cost")).text
        back = [_back(line) for line in lines]

        await livekit.stop()
        await livekit.start()

        async with asyncio.timeout(BACK_WITHIN_S):
            await asyncio.gather(*(each.wait() for each in back))
            await asyncio.gather(*(line.caller.until_agent_is("listening") for line in lines))
        for line in lines:
            assert "39 euros" in (await line.ask("what did the pro plan cost again")).text
            assert len(line.caller.room.remote_participants) == 1
            assert len(await fleet.all_carrying(line.ticket.session_id)) == 1


def _back(line: Line) -> asyncio.Event:
    back = asyncio.Event()
    line.caller.room.on("reconnected", back.set)
    return back
