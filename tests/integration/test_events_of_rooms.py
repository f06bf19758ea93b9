"""The library's events, in real rooms."""

# pyright: reportPrivateUsage=false

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from livekit import api
from livekit.rtc._proto.ffi_pb2 import FfiEvent

from domain.interfaces.voice_activity import WINDOW_SAMPLES
from infrastructure.caller.caller import Caller, on_the_line
from infrastructure.transport.announcements import Announcements
from infrastructure.transport.event_router import EventRouter, event_router
from infrastructure.transport.livekit_line import LiveKitLine
from infrastructure.transport.rooms import LiveKitRooms, LiveKitServer
from tests.livekit_server import LiveKit

RATE_HZ = 16_000
SOUND = b"\x00\x20\x00\xe0" * 10 * WINDOW_SAMPLES


@asynccontextmanager
async def a_call(livekit: LiveKit, name: str) -> AsyncGenerator[tuple[LiveKitLine, Caller]]:
    rooms = LiveKitRooms(LiveKitServer(livekit.url, livekit.api_key, livekit.api_secret))
    token = api.AccessToken(livekit.api_key, livekit.api_secret).with_identity("ada")
    ticket = token.with_grants(api.VideoGrants(room_join=True, room=name)).to_jwt()
    room = await rooms.join(name, "agent")
    line = LiveKitLine(room, "ada", RATE_HZ, Announcements(room))
    await line.open()
    try:
        async with on_the_line(livekit.url, ticket) as caller:
            yield line, caller
    finally:
        await line.close()
        await room.disconnect()
        await rooms.release()


async def test_only_who_waits_for_an_answer_is_offered_what_happens_in_all_calls(livekit: LiveKit) -> None:
    async with a_call(livekit, "events-1") as one, a_call(livekit, "events-2") as other:
        for line, caller in (one, other):
            await line.ready(within_s=5)
            async with asyncio.timeout(5):
                await asyncio.gather(anext(aiter(line)), line.play(SOUND), caller.ear.first_sound(since=0))

        assert [wanted for _, _, wanted in event_router()._subscribers if wanted is not None] == []


async def test_pythons_state_in_a_thread_of_the_library_is_made_once(
    livekit: LiveKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, made = threading.local(), Counter[int]()
    put = EventRouter.put

    def watched(router: EventRouter, item: FfiEvent) -> None:
        if not hasattr(state, "is_there"):
            state.is_there = True
            made[threading.get_native_id()] += 1
        put(router, item)

    monkeypatch.setattr(EventRouter, "put", watched)
    async with a_call(livekit, "events-3") as (line, caller):
        await line.ready(within_s=5)
        async with asyncio.timeout(5):
            await asyncio.gather(anext(aiter(line)), line.play(SOUND), caller.ear.first_sound(since=0))
    assert made
    assert set(made.values()) == {1}
