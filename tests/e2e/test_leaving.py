"""How a call leaves its room."""

import asyncio
from uuid import uuid4

import pytest
from livekit import rtc

from infrastructure.transport.rooms import LiveKitRooms, LiveKitServer
from tests.livekit_server import LiveKit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def speaking(room: rtc.Room) -> rtc.AudioSource:
    """LiveKit tells of who publishes nothing only seconds later."""
    source = rtc.AudioSource(16_000, 1)
    track = rtc.LocalAudioTrack.create_audio_track("voice", source)
    options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
    await room.local_participant.publish_track(track, options)
    return source


async def test_everybody_else_is_out_before_a_room_is_left(livekit: LiveKit) -> None:
    rooms = LiveKitRooms(LiveKitServer(livekit.url, livekit.api_key, livekit.api_secret))
    name = f"leaving-{uuid4().hex}"
    agent, caller = await rooms.join(name, "agent-1"), await rooms.join(name, "caller")
    sources = [await speaking(room) for room in (agent, caller)]
    thrown_out = asyncio.get_running_loop().create_future()
    caller.on("disconnected", thrown_out.set_result)
    while not agent.remote_participants:
        await asyncio.sleep(0.01)

    await rooms.empty(agent)

    assert not agent.remote_participants
    assert await asyncio.wait_for(thrown_out, 2) == rtc.DisconnectReason.PARTICIPANT_REMOVED
    assert agent.isconnected()
    await agent.disconnect()
    await asyncio.gather(*(source.aclose() for source in sources))
    await rooms.close(name)
    await rooms.release()


async def test_a_room_that_is_lost_needs_no_emptying(livekit: LiveKit) -> None:
    rooms = LiveKitRooms(LiveKitServer(livekit.url, livekit.api_key, livekit.api_secret))
    agent = await rooms.join(f"leaving-{uuid4().hex}", "agent-1")
    await agent.disconnect()

    async with asyncio.timeout(0.1):
        await rooms.empty(agent)

    await rooms.release()
