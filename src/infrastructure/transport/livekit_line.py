"""A call's line: the caller's microphone in a LiveKit room, and the agents' voice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from livekit import rtc

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.interfaces.line import AgentState, Line
from domain.interfaces.voice_activity import WINDOW_MS, WINDOW_SAMPLES
from infrastructure.transport.announcements import Announcements
from infrastructure.transport.captions import Captions
from infrastructure.transport.event_router import event_router

STATE = "lk.agent.state"
"""LiveKit's own attribute, which its components show."""

TRACK = "agent"

LONGEST_QUEUE_MS = 1000
"""Whoever plays keeps it shorter; LiveKit needs an upper limit."""

BACKLOG = 64
"""Windows that nobody took, 2 s: a process that is further behind has lost the conversation anyway."""

STANDBY_BACKLOG = 640
"""20 s, 0.6 MB: a standby hears again what the caller was saying when it takes over."""

SHOWN_WITHIN_S = 0.3
"""It takes milliseconds."""

UNPUBLISHED_WITHIN_S = 0.5
"""It takes milliseconds; a call's end waits no longer."""

WINDOW_BYTES = WINDOW_SAMPLES * BYTES_PER_SAMPLE


class LiveKitLine(Line):
    """For one connection to the room. `open`, and `close` at the end.

    :param caller_identity: who is listened to, and nobody else.
    :param sample_rate_hz: of what is played.
    :param backlog: windows that nobody took; beyond, the oldest is lost.
    """

    def __init__(
        self,
        room: rtc.Room,
        caller_identity: str,
        sample_rate_hz: int,
        announcements: Announcements,
        backlog: int = BACKLOG,
    ) -> None:
        self._room = room
        self._caller_identity = caller_identity
        self._sample_rate_hz = sample_rate_hz
        self._announcements = announcements
        self._captions = Captions(room, caller_identity)
        self._source = rtc.AudioSource(sample_rate_hz, 1, queue_size_ms=LONGEST_QUEUE_MS)
        self._windows: asyncio.Queue[bytes | None] = asyncio.Queue(backlog)
        self._publication: rtc.LocalTrackPublication | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._is_hearing = asyncio.Event()
        self._captioning: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Publish the agents' voice, and listen to the caller's microphone, now or when there is one."""
        self._captioning = asyncio.create_task(self._captions.run(), name=f"room:{self._room.name}:captions")
        self._room.on("track_subscribed", self._subscribed)
        self._room.on("track_unsubscribed", self._unsubscribed)
        self._room.on("track_muted", self._muted)
        caller = self._room.remote_participants.get(self._caller_identity)
        for publication in caller.track_publications.values() if caller else ():
            if publication.track is not None and caller is not None:
                self._subscribed(publication.track, publication, caller)
        track = rtc.LocalAudioTrack.create_audio_track(TRACK, self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        self._publication = await self._room.local_participant.publish_track(track, options)
        self._captions.agent_track = self._publication.sid

    async def ready(self, within_s: float) -> None:
        """Until sound can come from the caller and go there, or does not in time: nobody may be there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                if self.can_hear:
                    await self._is_hearing.wait()
                await self.someone_listens()

    async def shown(self) -> None:
        """Until what was to be shown is, or takes too long: somebody else goes on, and cannot end what is open."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SHOWN_WITHIN_S):
                await self._captions.settled()

    async def close(self) -> None:
        self._room.off("track_subscribed", self._subscribed)
        self._room.off("track_unsubscribed", self._unsubscribed)
        self._room.off("track_muted", self._muted)
        tasks = [task for task in (self._hearing, self._captioning) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self._unpublish()
        finally:
            await self._source.aclose()

    async def _unpublish(self) -> None:
        """A track that is published when its room is left stays in LiveKit's library for good, 0.2 MiB each."""
        if self._publication is None or not self._room.isconnected():
            return
        with suppress(rtc.participant.UnpublishTrackError, TimeoutError):
            async with asyncio.timeout(UNPUBLISHED_WITHIN_S):
                await self._room.local_participant.unpublish_track(self._publication.sid)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (window := await self._windows.get()) is not None:
            yield window

    @property
    def can_hear(self) -> bool:
        caller = self._room.remote_participants.get(self._caller_identity)
        tracks = caller.track_publications.values() if caller else ()
        return any(each.kind == rtc.TrackKind.KIND_AUDIO and not each.muted for each in tracks)

    @property
    def unheard_ms(self) -> int:
        return self._windows.qsize() * WINDOW_MS

    def forget_all_but(self, latest_ms: int) -> None:
        """Of the caller's sound that nobody has taken."""
        while self.unheard_ms > latest_ms:
            self._windows.get_nowait()

    @property
    def queued_ms(self) -> float:
        return self._source.queued_duration * 1000

    async def someone_listens(self) -> None:
        if self._publication is not None:
            await self._publication.wait_for_subscription()

    async def play(self, pcm: bytes) -> None:
        samples = len(pcm) // BYTES_PER_SAMPLE
        await self._source.capture_frame(rtc.AudioFrame(pcm, self._sample_rate_hz, 1, samples))

    def drop(self) -> float:
        queued_ms = self.queued_ms
        if queued_ms:
            self._source.clear_queue()
        return queued_ms

    def show_caller(self, text: str, *, is_final: bool) -> None:
        self._captions.caller(text, is_final=is_final)

    def show_agent(self, piece: str) -> None:
        self._captions.agent(piece)

    def end_agent(self) -> None:
        self._captions.agent(None)

    def show_state(self, state: AgentState) -> None:
        self._announcements.announce(STATE, state)

    def _subscribed(
        self, track: rtc.Track, publication: rtc.TrackPublication, participant: rtc.RemoteParticipant
    ) -> None:
        if participant.identity != self._caller_identity or track.kind != rtc.TrackKind.KIND_AUDIO:
            return
        if self._hearing is not None:
            self._hearing.cancel()
        self._captions.caller_track = publication.sid
        self._hearing = asyncio.create_task(self._hear(track), name=f"room:{self._room.name}:hear")

    def _unsubscribed(
        self, _track: rtc.Track, publication: rtc.TrackPublication, participant: rtc.RemoteParticipant
    ) -> None:
        if participant.identity == self._caller_identity and publication.sid == self._captions.caller_track:
            self._add(b"")

    def _muted(self, participant: rtc.Participant, _publication: rtc.TrackPublication) -> None:
        if participant.identity == self._caller_identity:
            self._add(b"")

    async def _hear(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(
            track, sample_rate=RECOGNITION_RATE_HZ, num_channels=1, frame_size_ms=WINDOW_MS, capacity=BACKLOG
        )
        event_router().narrow_stream(stream)
        rest = b""
        try:
            async for event in stream:
                self._is_hearing.set()
                rest += bytes(event.frame.data)
                while len(rest) >= WINDOW_BYTES:
                    self._add(rest[:WINDOW_BYTES])
                    rest = rest[WINDOW_BYTES:]
        finally:
            await stream.aclose()

    def _add(self, window: bytes) -> None:
        if self._windows.full():
            self._windows.get_nowait()
        self._windows.put_nowait(window)
