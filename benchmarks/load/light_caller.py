"""A caller that costs the machine little: what it says is made before, and it looks at nothing that it hears."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle

from livekit import rtc

from infrastructure.caller.microphone import RATE_HZ
from infrastructure.transport.event_router import event_router

QUEUE_MS = 1000
"""Sound is given a second at a time: nobody asks when exactly it left."""

BITRATE = 24_000
"""Speech needs no more."""


class LightCaller:
    """In a room, with an open microphone.

    :param talks: whether anything is to be said. The microphone of who never talks sends nothing at all, as a
        browser's in a silent room hardly does; others send silence too.
    :ivar asked: questions that have begun.
    :ivar answered: those of them after which somebody else was heard, as the server tells by the sound's level.
    """

    def __init__(self, *, talks: bool) -> None:
        self.asked = self.answered = 0
        self._waits = False
        self._room = rtc.Room()
        self._room.on("active_speakers_changed", self._spoken)
        self._source = rtc.AudioSource(RATE_HZ, 1, queue_size_ms=QUEUE_MS if talks else 0)
        self._talking: asyncio.Task[None] | None = None

    async def enter(self, url: str, token: str) -> None:
        await self._room.connect(url, token)
        event_router().narrow_room(self._room)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=True, red=False)
        options.audio_encoding.max_bitrate = BITRATE
        await self._room.local_participant.publish_track(track, options)

    def talk(self, period: Sequence[bytes], question_at: int) -> None:
        """Say this again and again.

        :param question_at: the piece in which the question begins.
        """
        self._talking = asyncio.create_task(self._talk(period, question_at), name="caller:talk")

    async def leave(self) -> None:
        if self._talking is not None:
            self._talking.cancel()
            with suppress(asyncio.CancelledError):
                await self._talking
        await self._room.disconnect()
        await self._source.aclose()

    async def _talk(self, period: Sequence[bytes], question_at: int) -> None:
        for number, piece in cycle(enumerate(period)):
            if number == question_at:
                self.asked += 1
                self._waits = True
            await self._source.capture_frame(rtc.AudioFrame(piece, RATE_HZ, 1, len(piece) // 2))

    def _spoken(self, speakers: Sequence[rtc.Participant]) -> None:
        me = self._room.local_participant.identity
        if self._waits and any(each.identity != me for each in speakers):
            self._waits = False
            self.answered += 1
