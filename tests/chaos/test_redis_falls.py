"""Redis dies while calls are under way, and comes back."""

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.chaos.fleet import Fleet, Member, fleet_of
from tests.chaos.hearing import dialling
from tests.chaos.redis_that_falls import RedisThatFalls
from tests.e2e.line import Line
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONGEST_SILENCE_S = 1.0
BACK_WITHIN_S = 10.0
LONG_QUESTION = "My router keeps losing the connection"


@dataclass(frozen=True, slots=True)
class Falling:
    fleet: Fleet
    redis: RedisThatFalls


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def falling(livekit: LiveKit, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Falling, None]:
    folder = tmp_path_factory.mktemp("fleet")
    redis = RedisThatFalls(folder)
    await redis.start(empty=True)
    try:
        async with fleet_of(livekit, folder, redis_url=redis.url) as fleet:
            yield Falling(fleet, redis)
    finally:
        await redis.dies()


@pytest.mark.parametrize("forgets", [False, True], ids=["with its data", "without its data"])
async def test_calls_do_not_notice_that_redis_restarts_and_the_picture_comes_back(
    falling: Falling, *, forgets: bool
) -> None:
    fleet = falling.fleet
    async with dialling(fleet) as telephone, telephone.call() as line, telephone.call() as other:
        await asyncio.gather(line.greeting(), other.greeting())
        await _until_listed(fleet, line, other)
        before = [await _picture(each) for each in fleet.control_planes]

        asked_at = await _long_answer_has_begun(line)
        await falling.redis.dies()
        await line.caller.hear_answer(asked_at)
        assert _longest_silence_s(line, asked_at) < LONGEST_SILENCE_S
        for answer in await asyncio.gather(*(each.type("What does the pro plan cost?") for each in (line, other))):
            assert "39 euros" in answer.text
        await falling.redis.start(empty=forgets)

        async with asyncio.timeout(BACK_WITHIN_S):
            while [await _picture(each) for each in fleet.control_planes] != before:
                await asyncio.sleep(0.1)
        for answer in await asyncio.gather(*(each.type("and the basic one?") for each in (line, other))):
            assert "19 euros" in answer.text
        for each in (line, other):
            assert len(each.caller.room.remote_participants) == 1
            assert len(await fleet.all_carrying(each.ticket.session_id)) == 1
        async with telephone.call() as later:
            await later.greeting()
            for each in (line, other, later):
                await telephone.reception.end(each.ticket.session_id)


async def _until_listed(fleet: Fleet, *lines: Line) -> None:
    """By every control plane, as active."""
    sessions = {line.ticket.session_id for line in lines}
    async with asyncio.timeout(BACK_WITHIN_S):
        for control_plane in fleet.control_planes:
            while {call["session_id"] for call in (await _picture(control_plane))["calls"]} != sessions:
                await asyncio.sleep(0.05)


async def _picture(control_plane: Member) -> dict[str, list[dict[str, Any]]]:
    """What is told of active calls and of replicas, but for what changes by itself; nothing while it is down."""
    async with httpx.AsyncClient(base_url=control_plane.url, timeout=5) as client:
        calls = await client.get("/api/v1/calls", params={"status": "active"})
        replicas = await client.get("/api/v1/replicas")
    if calls.is_error or replicas.is_error:
        return {"calls": [], "replicas": []}
    return {
        "calls": _only(calls.json()["calls"], "session_id", "room", "identity", "status", "replica", "started_at"),
        "replicas": _only(replicas.json()["replicas"], "replica_id", "url", "status", "sessions", "capacity"),
    }


def _only(told: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return sorted(({name: each[name] for name in names} for each in told), key=lambda each: str(each[names[0]]))


async def _long_answer_has_begun(line: Line) -> float:
    """:returns: before it."""
    asked_at = time.monotonic()
    await line.caller.type(LONG_QUESTION)
    await line.caller.ear.first_sound(asked_at)
    return asked_at


def _longest_silence_s(line: Line, since: float) -> float:
    return max(after - before for before, after in pairwise(line.caller.ear.sounds(since)))
