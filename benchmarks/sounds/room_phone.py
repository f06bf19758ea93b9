"""The phone of a real call, over WebRTC."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import numpy as np

from benchmarks.peers.calls import CALLER, waiting_caller
from benchmarks.peers.script import TimedWord, give_cue
from benchmarks.peers.side import RunningSide
from benchmarks.peers.sound import OPENING_ABOVE_HZ
from benchmarks.sounds.mixing import RATE_HZ, Samples, from_pcm, milliseconds, to_pcm
from benchmarks.sounds.phone import GAP_MS, NobodyAnswers, Phone, Stretch
from domain.entities.audio import SpokenWord
from infrastructure.caller.caller import Caller
from infrastructure.caller.ear import HeardFrame
from infrastructure.caller.microphone import FRAME_MS
from parley.launch.livekit_server import LiveKitServer

MS = 1000
OPENING_LASTS_MS = 2000
"""Longer than the opening words of one answer are heard, and shorter than an answer."""

OPENING_FRAMES = 3
"""In a row. The few samples in which a voice goes on have no pitch of their own, and may look like one."""

MOSTLY = 0.5
SAID_WITHIN_S = 20.0
"""Until somebody has come to listen, too."""

_cues = count(1)


class RoomPhone(Phone):
    """:param cue: the file from which the side's scripted recogniser takes the words.
    :param words_after_ms: from the end of a word to when it tells of it.
    """

    def __init__(self, caller: Caller, cue: Path, words_after_ms: float) -> None:
        self._caller = caller
        self._cue = cue
        self._words_after_ms = words_after_ms
        self._stretches = list[Stretch]()
        self._looked_until = 0.0
        self._answer = 0
        self._opened_ms = -math.inf
        self._undecided = list[HeardFrame]()

    @property
    def now_ms(self) -> float:
        return time.monotonic() * MS

    async def wait(self, length_ms: float) -> None:
        await asyncio.sleep(length_ms / MS)

    async def say(self, sound: Samples, words: Sequence[SpokenWord]) -> float:
        timed = tuple(
            TimedWord(each.text, round(each.end_ms), round(each.end_ms + self._words_after_ms)) for each in words
        )
        give_cue(self._cue, next(_cues), timed)
        try:
            async with asyncio.timeout(SAID_WITHIN_S):
                said_ms = await self._caller.microphone.say(to_pcm(sound)) * MS
        except TimeoutError as error:
            raise NobodyAnswers from error
        return said_ms - math.ceil(milliseconds(sound) / FRAME_MS) * FRAME_MS

    def heard(self) -> Sequence[Stretch]:
        """Exact to one frame, and when it came."""
        for frame in self._caller.ear.frames(self._looked_until):
            self._looked_until = math.nextafter(frame.at, math.inf)
            if frame.is_audible:
                self._hear(frame)
        return self._stretches

    def _hear(self, frame: HeardFrame) -> None:
        if self._undecided and (frame.at - self._undecided[-1].at) * MS >= GAP_MS:
            self._take()
        self._undecided.append(frame)
        if not _is_opening(frame.pcm):
            self._take()
        elif len(self._undecided) == OPENING_FRAMES:
            if self._undecided[0].at * MS - self._opened_ms > OPENING_LASTS_MS:
                self._answer += 1
            self._opened_ms = frame.at * MS
            self._take()

    def _take(self) -> None:
        for frame in self._undecided:
            self._add(frame.at * MS)
        self._undecided.clear()

    def _add(self, at_ms: float) -> None:
        latest = self._stretches[-1] if self._stretches else None
        if latest and latest.answer == self._answer and at_ms - latest.ends_ms < GAP_MS:
            self._stretches[-1] = Stretch(latest.begins_ms, at_ms, self._answer)
        else:
            self._stretches.append(Stretch(at_ms, at_ms, self._answer))


def _is_opening(pcm: bytes) -> bool:
    power = np.abs(np.fft.rfft(from_pcm(pcm))) ** 2
    hertz = np.fft.rfftfreq(len(pcm) // 2, 1 / RATE_HZ)
    return float(power[hertz > OPENING_ABOVE_HZ].sum()) > MOSTLY * float(power.sum())


@asynccontextmanager
async def room_phone(
    livekit: LiveKitServer, side: RunningSide, cue: Path, words_after_ms: float
) -> AsyncGenerator[RoomPhone, None]:
    """In a call that the side has been told to take; it ends when left."""
    async with waiting_caller(livekit, side) as (room, caller):
        await side.join(room, CALLER)
        yield RoomPhone(caller, cue, words_after_ms)
