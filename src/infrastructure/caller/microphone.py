"""What the caller says, into the room."""

import asyncio
import time
from collections import deque

from livekit import rtc

RATE_HZ = 16_000
FRAME_MS = 50
FRAME_SAMPLES = RATE_HZ * FRAME_MS // 1000
SILENCE = bytes(FRAME_SAMPLES * 2)
QUEUE_MS = 10 * FRAME_MS
"""Speech that waits in WebRTC: who is held up for less than that does not stutter."""

SILENCE_AHEAD_S = 2 * FRAME_MS / 1000
"""Silence that does: little, as what is said next waits behind it."""


class Microphone:
    """Always open, as a real one: silence flows when nothing is said.

    :param talks: whether anything is to be said. The microphone of who never talks sends nothing at all, as a
        browser's in a silent room hardly does; LiveKit's library encodes silence like anything else.
    """

    def __init__(self, *, talks: bool = True) -> None:
        self._talks = talks
        self._source = rtc.AudioSource(RATE_HZ, 1, queue_size_ms=QUEUE_MS if talks else 0)
        self._frames: deque[tuple[bytes, asyncio.Future[float] | None]] = deque()
        self._publication: rtc.LocalTrackPublication | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self, room: rtc.Room) -> None:
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        self._publication = await room.local_participant.publish_track(track, options)
        if self._talks:
            self._task = asyncio.create_task(self._flow(), name="caller:microphone")

    async def say(self, pcm: bytes) -> float:
        """Say all of it, as soon as somebody listens.

        :param pcm: mono s16le at 16 kHz; give it without silence at its end, or the time returned means less.
        :returns: when the last of it left, as of `time.monotonic()`.
        :raises RuntimeError: it is the microphone of who never talks.
        """
        if not self._talks:
            raise RuntimeError("who never talks has nothing to say: open the line with talks=True")
        if self._publication is not None:
            await self._publication.wait_for_subscription()
        said: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        size = len(SILENCE)
        frames = [pcm[at : at + size].ljust(size, b"\0") for at in range(0, len(pcm), size)]
        self._frames.extend((frame, None) for frame in frames[:-1])
        self._frames.append((frames[-1], said))
        left_at = await said
        await asyncio.sleep(left_at - time.monotonic())
        return left_at

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._source.aclose()

    async def _flow(self) -> None:
        while True:
            if not self._frames:
                await asyncio.sleep(max(0.0, self._source.queued_duration - SILENCE_AHEAD_S))
            pcm, said = self._frames.popleft() if self._frames else (SILENCE, None)
            await self._source.capture_frame(rtc.AudioFrame(pcm, RATE_HZ, 1, FRAME_SAMPLES))
            if said is not None and not said.done():
                said.set_result(time.monotonic() + self._source.queued_duration)
