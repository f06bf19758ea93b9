"""What a new process tries before anybody calls."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from livekit import api

from infrastructure.transport import rehearsal
from infrastructure.transport.rehearsal import rehearse
from infrastructure.transport.rooms import LiveKitRooms, LiveKitServer
from parley.launch.ports import free_port
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")


@asynccontextmanager
async def rooms_of(url: str, key: str, secret: str) -> AsyncGenerator[LiveKitRooms]:
    rooms = LiveKitRooms(LiveKitServer(url, key, secret))
    yield rooms
    await rooms.release()


async def test_a_rehearsal_that_works_says_nothing_and_leaves_nothing(
    livekit: LiveKit, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = asyncio.all_tasks()
    async with rooms_of(livekit.url, livekit.api_key, livekit.api_secret) as rooms:
        await rehearse(rooms)
    async with api.LiveKitAPI(livekit.url, livekit.api_key, livekit.api_secret) as client:
        found = (await client.room.list_rooms(api.ListRoomsRequest())).rooms
    assert not [room.name for room in found if room.name.startswith("rehearsal")]
    assert not [record for record in caplog.records if record.name == rehearsal.__name__]
    await asyncio.sleep(0)
    assert not [task for task in asyncio.all_tasks() - tasks if "rehears" in repr(task.get_coro())]


async def test_a_wrong_secret_is_told(livekit: LiveKit, caplog: pytest.LogCaptureFixture) -> None:
    async with rooms_of(livekit.url, livekit.api_key, "x" * 40) as rooms:
        await rehearse(rooms)
    assert "are key and secret its own?" in caplog.text


async def test_a_server_that_is_not_there_is_told(livekit: LiveKit, caplog: pytest.LogCaptureFixture) -> None:
    async with rooms_of(f"ws://127.0.0.1:{free_port()}", livekit.api_key, livekit.api_secret) as rooms:
        await rehearse(rooms)
    assert "is it running" in caplog.text


async def test_sound_that_does_not_come_through_is_told(
    livekit: LiveKit, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal, "HEARD_WITHIN_S", 0.001)
    async with rooms_of(livekit.url, livekit.api_key, livekit.api_secret) as rooms:
        await rehearse(rooms)
    assert "Are its media ports open?" in caplog.text
