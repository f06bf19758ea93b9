"""A room that two of a new process enter before any caller does."""

import asyncio
import logging
from uuid import uuid4

from livekit import rtc

from domain.entities.audio import RECOGNITION_RATE_HZ
from domain.errors import MediaUnavailable
from infrastructure.transport.rooms import LiveKitRooms

logger = logging.getLogger(__name__)

HEARD_WITHIN_S = 10.0
"""It takes 0.2 s; on a machine on which much is starting, more."""

SAMPLES = RECOGNITION_RATE_HZ // 5
TONE = rtc.AudioFrame(b"\x00\x10\x00\xf0" * (SAMPLES // 2), RECOGNITION_RATE_HZ, 1, SAMPLES)


async def rehearse(rooms: LiveKitRooms) -> None:
    """Speak and be heard once.

    What LiveKit's library reads in and starts for the first room of a process is there then, and a server that
    cannot be reached, or a wrong key, is in the log before anybody calls.
    """
    name = f"rehearsal-{uuid4().hex[:12]}"
    entered = list[rtc.Room]()
    try:
        async with asyncio.timeout(HEARD_WITHIN_S):
            for identity in ("listener", "speaker"):
                entered.append(await rooms.join(name, identity))
            await _hear(*entered)
    except MediaUnavailable as error:
        logger.warning("no call can be answered now: %s", error)
    except TimeoutError:
        logger.warning("calls may stay silent: no sound came through the LiveKit server in a rehearsal")
    finally:
        await asyncio.gather(*(room.disconnect() for room in entered), return_exceptions=True)
        if entered:
            rooms.close_soon(name)


async def _hear(listener: rtc.Room, speaker: rtc.Room) -> None:
    tracks = asyncio.Queue[rtc.Track]()

    def subscribed(track: rtc.Track, _: rtc.RemoteTrackPublication, __: rtc.RemoteParticipant) -> None:
        tracks.put_nowait(track)

    listener.on("track_subscribed", subscribed)
    source = rtc.AudioSource(RECOGNITION_RATE_HZ, 1)
    try:
        track = rtc.LocalAudioTrack.create_audio_track("rehearsal", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await speaker.local_participant.publish_track(track, options)
        heard = rtc.AudioStream(await tracks.get(), sample_rate=RECOGNITION_RATE_HZ, num_channels=1)
        await source.capture_frame(TONE)
        await anext(aiter(heard))
        await heard.aclose()
    finally:
        await source.aclose()
