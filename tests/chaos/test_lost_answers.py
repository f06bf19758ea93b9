"""Something is done, and whoever had it done never hears of it."""

import asyncio
import signal
import sqlite3
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
import pytest_asyncio
from livekit import api
from livekit.protocol.room import ListParticipantsRequest
from redis.asyncio import Redis

from infrastructure.caller.reception import Reception
from tests.chaos.fleet import Fleet, Member, fleet_of
from tests.chaos.hearing import dialling, heard_again_after
from tests.chaos.toxiproxy import Door, toxiproxy
from tests.e2e.line import Line
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG_QUESTION = "My router keeps losing the connection"
CALLS = 3
TICKET_S = 5.5
"""The control plane answers within 5 s."""
SOON_S = 10.0
JOIN_HELD_MS = 900
"""Less than the second that a join is waited for when a call is recovered."""


@dataclass(frozen=True, slots=True)
class Doors:
    """A fleet whose replicas are reached, and reach Redis, through doors.

    :ivar commands: by the replica's URL: before it. :ivar memory: by the same: before Redis.
    """

    fleet: Fleet
    commands: Mapping[str, Door]
    memory: Mapping[str, Door]
    records: Path

    async def heal(self) -> None:
        for door in (*self.commands.values(), *self.memory.values()):
            await door.heals()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def module_doors(livekit: LiveKit, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Doors, None]:
    folder = tmp_path_factory.mktemp("fleet")
    commands: dict[str, Door] = {}
    memory: dict[str, Door] = {}
    async with toxiproxy(folder) as proxies:

        async def behind_doors(url: str, redis_url: str) -> Mapping[str, str]:
            commands[url] = await proxies.before(url)
            memory[url] = await proxies.before(redis_url)
            return {"PARLEY_AGENT_URL": commands[url].url, "PARLEY_REDIS_URL": memory[url].url}

        async with fleet_of(livekit, folder, replicas=3, changes=behind_doors) as fleet:
            yield Doors(fleet, commands, memory, folder / "records.sqlite3")


@pytest_asyncio.fixture(loop_scope="session")
async def doors(module_doors: Doors) -> AsyncGenerator[Doors, None]:
    """All open, and the fleet whole."""
    await module_doors.fleet.whole()
    yield module_doors
    await module_doors.heal()


async def test_a_join_that_succeeded_unheard_leaves_one_agent_in_one_call(doors: Doors) -> None:
    fleet = doors.fleet
    async with dialling(fleet) as telephone:
        first = await _next_to_be_asked(fleet)
        await doors.commands[first.url].swallows("downstream")
        began = time.monotonic()
        ticket = await telephone.reception.ticket()
        took_s = time.monotonic() - began
        assert await _has_joined_somebody(first)
        async with telephone.call(ticket) as line:
            await line.greeting()
            await _until_only(fleet, ticket.session_id)
            assert len(line.caller.room.remote_participants) == 1
        assert took_s < TICKET_S
        await telephone.reception.end(ticket.session_id)


async def test_the_same_command_three_times_sends_one_agent(doors: Doors, livekit: LiveKit) -> None:
    replica = doors.fleet.replicas[0]
    door = doors.commands[replica.url]
    key = {"call_id": "three-times", "epoch": 1, "idempotency_key": "three-times:1"}
    command = {"room": "three-times", "user_id": "ada", **key}
    async with httpx.AsyncClient(timeout=SOON_S) as client:
        await door.swallows("downstream")
        with pytest.raises(httpx.ReadTimeout):
            await client.post(f"{door.url}/join", json=command, timeout=1)
        await door.heals()
        again = await asyncio.gather(*(client.post(f"{door.url}/join", json=command) for _ in range(2)))
        assert [(each.status_code, each.json()["session_id"]) for each in again] == [(200, "three-times")] * 2
        assert len(await _participants(livekit, "three-times")) == 1
        assert len(await doors.fleet.all_carrying("three-times")) == 1
        await client.post(f"{replica.url}/leave", json={"session_id": "three-times"})


async def test_an_order_that_was_placed_but_not_saved_when_its_replica_died_is_placed_once(doors: Doors) -> None:
    fleet = doors.fleet
    async with dialling(fleet) as telephone, telephone.call() as line:
        await line.greeting()
        await line.type("I would like to order the pro plan please")
        assert "Shall I order" in (await line.type("jo@example.com")).text
        victim = await fleet.carrying(line.ticket.session_id)
        assert victim is not None
        await doors.memory[victim.url].swallows("upstream")
        await line.caller.type("Yes please")
        number = await _only_order(doors.records)
        victim.signal(signal.SIGKILL)
        await _until_carried_by_another(fleet, line, victim)
        await line.caller.until_agent_is("listening")

        answer = (await line.type("Yes please")).text
        assert " ".join(number) in answer
        assert await _only_order(doors.records) == number
        await telephone.reception.end(line.ticket.session_id)


@pytest.mark.parametrize("lost", ["command", "answer"])
async def test_the_other_control_plane_finishes_what_a_killed_one_was_recovering(
    doors: Doors, lost: Literal["command", "answer"]
) -> None:
    fleet = doors.fleet
    async with dialling(fleet) as telephone, AsyncExitStack() as calls:
        lines = [await calls.enter_async_context(telephone.call()) for _ in range(CALLS)]
        await asyncio.gather(*(line.greeting() for line in lines))
        for answer in await asyncio.gather(*(line.type("What does the pro plan cost?") for line in lines)):
            assert "39 euros" in answer.text
        victim = await fleet.carrying(lines[0].ticket.session_id)
        assert victim is not None
        hit = [line for line in lines if victim is await fleet.carrying(line.ticket.session_id)]
        for replica in fleet.replicas:
            if lost == "command":
                await doors.commands[replica.url].swallows("upstream")
            else:
                await doors.commands[replica.url].delays("downstream", JOIN_HELD_MS)

        asked_at = time.monotonic()
        await asyncio.gather(*(line.caller.type(LONG_QUESTION) for line in hit))
        await asyncio.gather(*(line.caller.ear.first_sound(asked_at) for line in hit))
        killed_at = time.monotonic()
        victim.signal(signal.SIGKILL)
        await _until_epoch(fleet, hit[0], 2)
        leader = fleet.leader
        leader.signal(signal.SIGKILL)
        await doors.heal()

        await asyncio.gather(*(heard_again_after(line, killed_at) for line in hit))
        await asyncio.gather(*(line.caller.ear.silence(1.0) for line in hit))
        stays = next(each for each in fleet.control_planes if each is not leader)
        for answer in await asyncio.gather(*(line.type("What did the pro plan cost again?") for line in lines)):
            assert "39 euros" in answer.text
        for line in lines:
            await _until_only(fleet, line.ticket.session_id)
            assert (await _told(stays, line))["status"] == "active"
            assert len(line.caller.room.remote_participants) == 1
        async with Reception(stays.url) as other:
            for line in lines:
                await other.end(line.ticket.session_id)


async def _next_to_be_asked(fleet: Fleet) -> Member:
    """The least loaded replica, of equals the first by name."""
    loads = [(len(await fleet.sessions(each)), each.name, each) for each in fleet.replicas]
    return min(loads, key=lambda load: load[:2])[2]


async def _has_joined_somebody(replica: Member) -> bool:
    async with httpx.AsyncClient(base_url=replica.url, timeout=5) as client:
        return bool((await client.get("/sessions")).json()["sessions"])


async def _until_only(fleet: Fleet, session_id: str) -> None:
    """This call is carried once."""
    async with asyncio.timeout(SOON_S):
        while len(await fleet.all_carrying(session_id)) != 1:
            await asyncio.sleep(0.05)


async def _until_carried_by_another(fleet: Fleet, line: Line, victim: Member) -> None:
    async with asyncio.timeout(SOON_S):
        while await fleet.carrying(line.ticket.session_id) in (None, victim):
            await asyncio.sleep(0.05)


async def _until_epoch(fleet: Fleet, line: Line, epoch: int) -> None:
    """As the control planes share it."""
    async with asyncio.timeout(SOON_S), Redis.from_url(fleet.redis_url) as shared:
        while int(await shared.hget(f"parley:call:{line.ticket.session_id}", "epoch") or 0) < epoch:  # pyright: ignore[reportGeneralTypeIssues]
            await asyncio.sleep(0.005)


async def _told(control_plane: Member, line: Line) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=control_plane.url, timeout=5) as client:
        return (await client.get(f"/api/v1/calls/{line.ticket.session_id}")).raise_for_status().json()


async def _participants(livekit: LiveKit, room: str) -> list[str]:
    async with api.LiveKitAPI(livekit.url, livekit.api_key, livekit.api_secret) as client:
        listed = await client.room.list_participants(ListParticipantsRequest(room=room))
    return [each.identity for each in listed.participants]


async def _only_order(records: Path) -> str:
    """The number of the only one there is, as soon as there is one."""
    async with asyncio.timeout(SOON_S):
        while not (numbers := await asyncio.to_thread(_orders, records)):
            await asyncio.sleep(0.005)
    (number,) = numbers
    return number


def _orders(records: Path) -> list[str]:
    with closing(sqlite3.connect(records)) as database, suppress(sqlite3.OperationalError):
        return [number for (number,) in database.execute("SELECT number FROM orders")]
    return []
