"""Calls that change their replica, and what their callers notice of it."""

import asyncio
import os
import signal
from collections.abc import Mapping

from tests.chaos.fleet import Fleet, Member

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
