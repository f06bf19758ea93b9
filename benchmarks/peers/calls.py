"""A call to a side, from the command to its end."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from benchmarks.peers.side import RunningSide, caller_in
from benchmarks.processes import NothingHeard
from infrastructure.caller.caller import Caller
from parley.launch.livekit_server import LiveKitServer

CALLER = "caller"
TIMEOUT_S = 20.0
"""Whoever has heard nothing by then will not."""


def hush_sdk() -> None:
    """LiveKit's SDK logs the end of each connection as three errors."""
    logging.getLogger("livekit").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class AnsweredCall:
    """:ivar first_sound_s: from the command to the first audible frame at the caller."""

    caller: Caller
    first_sound_s: float


@asynccontextmanager
async def waiting_caller(
    livekit: LiveKitServer, side: RunningSide, *, listening_ms: int = 20
) -> AsyncGenerator[tuple[str, Caller], None]:
    """A room, and a caller in it whom nobody has answered yet. The call ends when left.

    The caller hangs up first: LiveKit's SDK keeps a microphone's thread when the room is closed from outside.
    """
    room = f"benchmark-{uuid4().hex}"
    try:
        async with caller_in(livekit, room, CALLER, listening_ms=listening_ms) as caller:
            yield room, caller
    finally:
        await side.leave(room)


async def answer(side: RunningSide, room: str, caller: Caller) -> AnsweredCall:
    """Command the side to take the call, and hear its greeting begin.

    :raises NothingHeard: it does not.
    """
    commanded_at = time.monotonic()
    joining = asyncio.create_task(side.join(room, CALLER))
    try:
        async with asyncio.timeout(TIMEOUT_S):
            heard_at = await caller.ear.first_sound(commanded_at)
    except TimeoutError as error:
        last = side.service.last_lines()
        raise NothingHeard(f"{side.name}: nothing was heard within {TIMEOUT_S:g} s\n{last}") from error
    finally:
        await joining
    return AnsweredCall(caller, heard_at - commanded_at)


@asynccontextmanager
async def answered_call(
    livekit: LiveKitServer, side: RunningSide, *, listening_ms: int = 20
) -> AsyncGenerator[AnsweredCall, None]:
    """The call ends when left.

    :param listening_ms: how exactly the time of a sound is known.
    """
    async with waiting_caller(livekit, side, listening_ms=listening_ms) as (room, caller):
        yield await answer(side, room, caller)
