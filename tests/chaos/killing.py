"""One replica is killed while it speaks to many callers."""

import asyncio
import signal
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
from livekit.rtc.data_stream import StreamError

from infrastructure.caller.caller import CallOver
from tests.chaos.fleet import Fleet, fleet_of
from tests.chaos.hearing import dialling, heard_again_after
from tests.e2e.line import Line
from tests.livekit_server import LiveKit

SHORT_QUESTION = "what does the pro plan cost"
LONG_QUESTION = "please tell me everything about all of your plans"
AGAIN = "what did the pro plan cost again"
ANSWER = "39 euros"
REPLICAS = 3
SEEN_WITHIN_S = 30.0
LISTENING_MS = 50
"""Many callers in one process: they must not have the machine to themselves."""


@dataclass(frozen=True, slots=True)
class Survived:
    """What became of one call whose replica was killed in the middle of an answer.

    :ivar wait_s: from the kill to the first audible frame of the successor, at the caller; None: there was none in
        15 s, as when the answer had ended just before, so that nothing was left to be said.
    :ivar remembers: what was said before the kill was known afterwards; a call that was lost remembers nothing.
    :ivar agents: in the room, once it is over: 0 when the call was lost.
    :ivar owners: replicas that say that they carry the call.
    """

    wait_s: float | None
    remembers: bool
    agents: int
    owners: int


async def survived_kill(livekit: LiveKit, folder: Path, calls: int) -> list[Survived]:
    """In a fleet of three replicas and two control planes, all of them real processes.

    Questions are typed, and microphones silent: it is the callers who would be slow if all of them spoke on one
    machine.
    """
    async with (
        fleet_of(livekit, folder, replicas=REPLICAS) as fleet,
        dialling(fleet) as telephone,
        AsyncExitStack() as talking,
    ):
        victim, *others = fleet.replicas
        for other in others:  # so that all calls begin at one
            other.signal(signal.SIGSTOP)
        await _until_replicas_are(fleet, 1)
        lines = [
            await talking.enter_async_context(telephone.call(listening_ms=LISTENING_MS, talks=False))
            for _ in range(calls)
        ]
        await asyncio.gather(*(line.greeting() for line in lines))
        for other in others:
            other.signal(signal.SIGCONT)
        await _until_replicas_are(fleet, REPLICAS)
        told = await asyncio.gather(*(line.type(SHORT_QUESTION) for line in lines))
        assert all(ANSWER in answer.text for answer in told)
        assert len(await fleet.sessions(victim)) == calls

        asked_at = time.monotonic()
        await asyncio.gather(*(line.caller.type(LONG_QUESTION) for line in lines))
        await asyncio.gather(*(line.caller.ear.first_sound(asked_at) for line in lines))
        killed_at = time.monotonic()
        victim.signal(signal.SIGKILL)
        waits_s = await asyncio.gather(*(_heard_again_after(line, killed_at) for line in lines))
        await asyncio.gather(*(line.caller.ear.silence(1.0) for line in lines))
        return await asyncio.gather(*(_survived(fleet, *each) for each in zip(lines, waits_s, strict=True)))


async def _until_replicas_are(fleet: Fleet, count: int) -> None:
    async with asyncio.timeout(SEEN_WITHIN_S), httpx.AsyncClient(base_url=fleet.control_planes[0].url) as client:
        while (await client.get("/api/v1/health")).json()["replicas"] != count:
            await asyncio.sleep(0.1)


async def _heard_again_after(line: Line, killed_at: float) -> float | None:
    with suppress(TimeoutError):
        return await heard_again_after(line, killed_at)
    return None


async def _survived(fleet: Fleet, line: Line, wait_s: float | None) -> Survived:
    told = ""
    with suppress(CallOver, StreamError, TimeoutError):
        told = (await line.type(AGAIN)).text
    owners = await fleet.all_carrying(line.ticket.session_id)
    return Survived(wait_s, ANSWER in told, len(line.caller.room.remote_participants), len(owners))
