"""Calls that change their replica, and what their callers notice of it."""

import asyncio
import os
import signal
from collections.abc import Mapping
from itertools import pairwise

from tests.chaos.fleet import Fleet, Member
from tests.e2e.line import Line

DRAIN_TIMEOUT_S = 30


async def draining_in_good_time(_url: str, _redis_url: str) -> Mapping[str, str]:
    """For `fleet_of`: replicas that have time to hand their calls over before they stop."""
    return {"PARLEY_DRAIN_TIMEOUT_S": str(DRAIN_TIMEOUT_S)}


async def terminated(fleet: Fleet, replica: Member, *, within_s: float = DRAIN_TIMEOUT_S + 10) -> None:
    """Told to stop as Kubernetes tells it, its children not; returns when its process is gone."""
    assert replica.child.pid is not None
    os.kill(replica.child.pid, signal.SIGTERM)
    async with asyncio.timeout(within_s):
        while replica.child.is_running:
            await asyncio.sleep(0.05)


def longest_pause_s(line: Line, since: float) -> float:
    """Of the agents' voice, between two sounds that the caller heard."""
    sounds = line.caller.ear.sounds(since)
    return max((after - before for before, after in pairwise(sounds)), default=0.0)


def length_s(line: Line, since: float) -> float:
    """Of all that the caller has heard since then, from the first sound to the last."""
    sounds = line.caller.ear.sounds(since)
    return sounds[-1] - sounds[0] if sounds else 0.0
