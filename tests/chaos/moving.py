"""Calls that change their replica, and what their callers notice of it."""

import asyncio
import os
import signal
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from shutil import copytree

from infrastructure.caller.caller import Answer
from tests.chaos.fleet import ROOT, Changes, Fleet, Member

DRAIN_TIMEOUT_S = 30

LONG_STORY = """# The harbour tour

What you hear on the harbour tour: the tour begins at the old lighthouse, follows the river past the fish market,
stops for coffee at the blue bridge, climbs the hill behind the theatre, looks down on the long white beach,
crosses the garden of the museum, and ends at the small boats in front of our shop.
"""


async def draining_in_good_time(_url: str, _redis_url: str) -> Mapping[str, str]:
    """For `fleet_of`: replicas that have time to hand their calls over before they stop."""
    return {"PARLEY_DRAIN_TIMEOUT_S": str(DRAIN_TIMEOUT_S)}


def with_a_long_story(folder: Path) -> Changes:
    """For `fleet_of`: the same, and there is something to tell that lasts longer than a move waits."""
    knowledge = folder / "knowledge"
    copytree(ROOT / "knowledge", knowledge)
    (knowledge / "company" / "harbour-tour.md").write_text(LONG_STORY)

    async def changes(url: str, redis_url: str) -> Mapping[str, str]:
        return {**await draining_in_good_time(url, redis_url), "PARLEY_KNOWLEDGE": str(knowledge)}

    return changes


async def terminated(fleet: Fleet, replica: Member, *, within_s: float = DRAIN_TIMEOUT_S + 10) -> None:
    """Told to stop as Kubernetes tells it, its children not; returns when its process is gone."""
    assert replica.child.pid is not None
    os.kill(replica.child.pid, signal.SIGTERM)
    async with asyncio.timeout(within_s):
        while replica.child.is_running:
            await asyncio.sleep(0.05)


def longest_pause_s(answer: Answer) -> float:
    """Between two sounds of it, as they arrived: nobody is heard meanwhile."""
    sounds = [frame.at for frame in answer.frames if frame.is_audible]
    return max((after - before for before, after in pairwise(sounds)), default=0.0)
