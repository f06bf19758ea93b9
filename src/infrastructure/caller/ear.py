"""What the caller hears."""

import asyncio
import time
import wave
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from livekit import rtc

from infrastructure.transport.event_router import event_router

RATE_HZ = 16_000
AUDIBLE_RMS = 200
"""Of 32,767: above what a codec makes of silence, far below speech."""


@dataclass(frozen=True, slots=True)
class HeardFrame:
    """:ivar at: when it arrived, as of `time.monotonic()`.
    :ivar track: the number of what brought it, in the order of coming, from 1 on.
    """

    at: float
    pcm: bytes
    is_audible: bool
    track: int


class Ear:
    """Keeps all that tracks bring, and when: of several at once what is audible, and the silence of the latest.

    :param frame_ms: how exactly the time of a sound is known. Shorter frames are more work.
    :ivar tracks: how many there have been.
    """

    def __init__(self, frame_ms: int) -> None:
        self.tracks = 0
        self._frame_ms = frame_ms
        self._frames: list[HeardFrame] = []
        self._arrived = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        self._latest: rtc.Track | None = None

    def listen_to(self, track: rtc.Track) -> None:
        self.tracks += 1
        task = asyncio.create_task(self._listen(track, self.tracks), name="caller:ear")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def first_sound(self, since: float, *, after_track: int = 0) -> float:
        """When the first audible frame at or after `since` came; waits for it.

        :param after_track: what this one and those before it bring does not count.
        """
        looked_at = 0
        async with self._arrived:
            while True:
                for frame in self._frames[looked_at:]:
                    if frame.is_audible and frame.at >= since and frame.track > after_track:
                        return frame.at
                looked_at = len(self._frames)
                await self._arrived.wait()

    async def silence(self, seconds: float) -> None:
        """Until nothing audible has come for so long; also while nothing comes at all, as between two agents."""
        while (last := self._last_sound()) is not None and (left := last + seconds - time.monotonic()) > 0:  # noqa: ASYNC110  # for time
            await asyncio.sleep(left)

    def _last_sound(self) -> float | None:
        return next((each.at for each in reversed(self._frames) if each.is_audible), None)

    def sounds(self, since: float) -> list[float]:
        """When each audible frame at or after `since` came."""
        return [frame.at for frame in self.frames(since) if frame.is_audible]

    def frames(self, since: float) -> list[HeardFrame]:
        """All that came at or after `since`."""
        begin = bisect_left(self._frames, since, key=lambda frame: frame.at)
        return self._frames[begin:]

    def recording(self, since: float = 0, until: float = float("inf")) -> bytes:
        """Mono s16le at 16 kHz."""
        return b"".join(frame.pcm for frame in self._frames if since <= frame.at <= until)

    def save(self, path: Path) -> None:
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(self.recording())

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self, track: rtc.Track, number: int) -> None:
        stream = rtc.AudioStream(track, sample_rate=RATE_HZ, num_channels=1, frame_size_ms=self._frame_ms)
        event_router().narrow_stream(stream)
        try:
            async for event in stream:
                pcm = bytes(event.frame.data)
                samples = np.frombuffer(pcm, np.int16).astype(np.float32)
                is_audible = float(samples @ samples) > AUDIBLE_RMS**2 * len(samples)
                if is_audible or self._latest is None:
                    self._latest = track
                if self._latest is not track:
                    continue
                async with self._arrived:
                    self._frames.append(HeardFrame(time.monotonic(), pcm, is_audible, number))
                    self._arrived.notify_all()
        finally:
            if self._latest is track:
                self._latest = None
            await stream.aclose()
