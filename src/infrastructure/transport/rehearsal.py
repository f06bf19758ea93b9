"""A room that two of a new process enter, as a first call does."""

import asyncio
import logging
from collections.abc import Sequence
from uuid import uuid4

from livekit import rtc

from domain.entities.audio import RECOGNITION_RATE_HZ
from domain.errors import MediaUnavailable
from infrastructure.transport.rooms import LiveKitRooms

logger = logging.getLogger(__name__)

HEARD_WITHIN_S = 5.0
"""It takes 0.2 s; on a machine on which much is starting, more."""

LEFT_WITHIN_S = 3.0
"""It takes milliseconds, and has been seen to hang."""

SAMPLES = RECOGNITION_RATE_HZ // 5
TONE = rtc.AudioFrame(b"\x00\x10\x00\xf0" * (SAMPLES // 2), RECOGNITION_RATE_HZ, 1, SAMPLES)


async def rehearse(rooms: LiveKitRooms) -> None:
    """Speak and be heard once, beside whatever else the process does; the log has what did not work.

    What LiveKit's library reads in and starts for the first room of a process is there then, and of a server that
    cannot be reached, a wrong key, or closed media ports the operator learns before a caller does.
    """
    name = f"rehearsal-{uuid4().hex[:12]}"
    entered = list[rtc.Room]()
    try:
        for identity in ("listener", "speaker"):
            entered.append(await rooms.join(name, identity))
        async with asyncio.timeout(HEARD_WITHIN_S):
            await _hear(*entered)
    except MediaUnavailable as error:
        logger.warning("calls cannot be answered as it is now: %s", error)
    except TimeoutError:
        logger.warning(
            "calls may stay silent: the LiveKit server can be joined, but no sound came through it within %g s. "
            "Are its media ports open?",
            HEARD_WITHIN_S,
        )
    except Exception:
        logger.exception("a rehearsal in the LiveKit server has failed: calls may, too")
    finally:
        try:
            await _leave(entered)
        finally:
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
        try:
            await source.capture_frame(TONE)
            await anext(aiter(heard))
        finally:
            await heard.aclose()
    finally:
        await source.aclose()


async def _leave(rooms: Sequence[rtc.Room]) -> None:
    try:
        async with asyncio.timeout(LEFT_WITHIN_S):
            await asyncio.gather(*(room.disconnect() for room in rooms), return_exceptions=True)
    except TimeoutError:
        logger.warning("a rehearsal's room could not be left in time")
