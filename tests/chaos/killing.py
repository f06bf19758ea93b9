"""One replica is killed while it speaks to many callers."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.fleet import Fleet, fleet_of
from tests.chaos.hearing import dialling, heard_again_after
from tests.e2e.line import Line
from tests.livekit_server import LiveKit

SHORT_QUESTION = "what does the pro plan cost"
LONG_QUESTION = "please tell me everything about all of your plans"
AGAIN = "what did the pro plan cost again"
ANSWER = "39 euros"
REPLICAS = 3


@dataclass(frozen=True, slots=True)
class Survived:
    """What became of one call whose replica was killed in the middle of an answer.

    :ivar wait_s: from the kill to the first audible frame of the successor, at the caller.
    :ivar remembers: what was said before the kill was known afterwards.
    :ivar agents: in the room, once it is over.
    :ivar owners: replicas that say that they carry the call.
    """

    wait_s: float
    remembers: bool
    agents: int
    owners: int


async def survived_kill(livekit: LiveKit, folder: Path, calls: int) -> list[Survived]:
    """In a fleet of three replicas and two control planes, all of them real processes.

    Questions are typed: it is the callers who would be slow if all of them spoke on one machine.
    """
    async with (
        fleet_of(livekit, folder, replicas=REPLICAS) as fleet,
        dialling(fleet) as telephone,
        AsyncExitStack() as talking,
    ):
        victim, *others = fleet.replicas
        for other in others:  # so that all calls begin at one
            await other.stop()
        lines = [await talking.enter_async_context(telephone.call()) for _ in range(calls)]
        await asyncio.gather(*(line.greeting() for line in lines))
        await fleet.whole()
        for line in lines:
            assert ANSWER in (await line.type(SHORT_QUESTION)).text
        assert len(await fleet.sessions(victim)) == calls

        asked_at = time.monotonic()
        await asyncio.gather(*(line.caller.type(LONG_QUESTION) for line in lines))
        await asyncio.gather(*(line.caller.ear.first_sound(asked_at) for line in lines))
        killed_at = time.monotonic()
        victim.signal(signal.SIGKILL)
        waits_s = await asyncio.gather(*(heard_again_after(line, killed_at) for line in lines))
        await asyncio.gather(*(line.caller.ear.silence(1.0) for line in lines))
        return [await _survived(fleet, line, wait_s) for line, wait_s in zip(lines, waits_s, strict=True)]


async def _survived(fleet: Fleet, line: Line, wait_s: float) -> Survived:
    told = (await line.type(AGAIN)).text
    owners = await fleet.all_carrying(line.ticket.session_id)
    return Survived(wait_s, ANSWER in told, len(line.caller.room.remote_participants), len(owners))
