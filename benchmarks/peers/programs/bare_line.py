"""The least that LiveKit's SDK takes to answer: `python -m benchmarks.peers.programs.bare_line`.

No recogniser, no model, no framework: it listens for the end of the sound, in windows as all sides have them,
waits for as long as the script says, and plays. BARE_LINE_PORT, LIVEKIT_URL and the script are in the environment.
"""

import asyncio
import os

import uvicorn
from fastapi import FastAPI
from livekit import rtc
from pydantic import BaseModel

from benchmarks.peers.script import Script
from benchmarks.peers.sound import hum, is_audible

RATE_HZ = 16_000
WINDOW_MS = 32
FRAME_MS = 40
QUEUE_MS = 400
S = 1000


class Line:
    """One call."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._wait_s = ((script.silence_ms or 0) + script.makes_answer_ms) / S
        self._word = hum(script.spoken_word_ms, script.sample_rate_hz)
        self._source = rtc.AudioSource(script.sample_rate_hz, 1, queue_size_ms=QUEUE_MS)
        self._room = rtc.Room()
        self._room.on("track_subscribed", self._subscribed)
        self._room.on("participant_disconnected", self._left)
        self._room.on("disconnected", self._disconnected)
        self._tasks: set[asyncio.Task[None]] = set()
        self._answering: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def open(self, token: str) -> None:
        await self._room.connect(os.environ["LIVEKIT_URL"], token)
        track = rtc.LocalAudioTrack.create_audio_track("agent", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        publication = await self._room.local_participant.publish_track(track, options)
        await publication.wait_for_subscription()
        self._say(self._script.greeting)

    def _subscribed(self, track: rtc.Track, _: rtc.TrackPublication, __: rtc.RemoteParticipant) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO:
            self._keep(asyncio.create_task(self._listen(track)))

    def _left(self, _caller: rtc.RemoteParticipant) -> None:
        self._leaving = asyncio.create_task(self._leave())

    async def _leave(self) -> None:
        await self._room.disconnect()
        await self._source.aclose()

    def _disconnected(self, _reason: rtc.DisconnectReason.ValueType) -> None:
        for task in self._tasks:
            task.cancel()

    async def _listen(self, track: rtc.Track) -> None:
        loop = asyncio.get_running_loop()
        stream = rtc.AudioStream(track, sample_rate=RATE_HZ, num_channels=1, frame_size_ms=WINDOW_MS)
        async for event in stream:
            if is_audible(event.frame.data):
                if self._answering is not None:
                    self._answering.cancel()
                self._answering = loop.call_later(self._wait_s, self._say, self._script.answer)

    def _say(self, text: str) -> None:
        self._keep(asyncio.create_task(self._play(self._word * len(text.split()))))

    async def _play(self, pcm: bytes) -> None:
        size = self._script.sample_rate_hz * FRAME_MS // S * 2
        for at in range(0, len(pcm), size):
            piece = pcm[at : at + size]
            frame = rtc.AudioFrame(piece, self._script.sample_rate_hz, 1, len(piece) // 2)
            await self._source.capture_frame(frame)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class Wanted(BaseModel):
    token: str


def application() -> FastAPI:
    app = FastAPI()
    script, lines = Script.given(), list[Line]()

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/join")
    async def join(wanted: Wanted) -> None:
        line = Line(script)
        lines.append(line)
        await line.open(wanted.token)

    _ = health, join
    return app


if __name__ == "__main__":
    port = int(os.environ["BARE_LINE_PORT"])
    uvicorn.run(application(), host="127.0.0.1", port=port, log_level="warning", loop="uvloop")
