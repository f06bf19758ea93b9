"""The phone of a call in virtual time."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import numpy as np

from benchmarks.sounds.listening import ListeningConversation
from benchmarks.sounds.mixing import Samples, silence
from benchmarks.sounds.phone import Phone, Stretch
from benchmarks.sounds.scripted_recogniser import ScriptedRecogniser
from benchmarks.sounds.virtual_call import VirtualCall, usual_manners, virtual_call, windows
from domain.entities.audio import SpokenWord
from domain.interfaces.voice_activity import WINDOW_MS, WINDOW_SAMPLES

MS = 1000
ANSWER = " ".join(["one two three four five six seven eight nine ten."] * 100)
"""Heard for three minutes: longer than anybody lets the agents speak."""


class VirtualPhone(Phone):
    """Its microphone is open: between sounds it hears nothing at all."""

    def __init__(self, call: VirtualCall) -> None:
        self._call = call
        self._windows = deque[bytes]()
        self._quiet = windows(silence(WINDOW_MS))[0]

    async def run(self) -> None:
        """The microphone, until cancelled."""
        while True:
            await asyncio.sleep(WINDOW_MS / MS)
            self._call.line.hear_window(self._windows.popleft() if self._windows else self._quiet)

    @property
    def now_ms(self) -> float:
        return self._call.now_ms

    async def wait(self, length_ms: float) -> None:
        await asyncio.sleep(length_ms / MS)

    async def say(self, sound: Samples, words: Sequence[SpokenWord]) -> float:
        onset_ms = self.now_ms
        self._call.recogniser.will_hear(words, onset_ms)
        self._windows += windows(np.pad(sound, (0, -len(sound) % WINDOW_SAMPLES)))
        while self._windows:
            await self.wait(WINDOW_MS)
        return onset_ms

    def heard(self) -> Sequence[Stretch]:
        began_ms = [turn.at_ms for turn in self._call.conversation.turns]
        return [
            Stretch(begins, ends, sum(each <= begins for each in began_ms))
            for begins, ends in self._call.line.heard_ms[-20:]
        ]


@asynccontextmanager
async def virtual_phone(interim_after_ms: float, final_after_ms: float) -> AsyncGenerator[VirtualPhone, None]:
    """In a call whose agents have a long answer to everything. To be used in a loop whose time is virtual."""
    recogniser = ScriptedRecogniser(interim_after_ms, final_after_ms)
    async with virtual_call(ListeningConversation(ANSWER), recogniser, usual_manners()) as call:
        phone = VirtualPhone(call)
        microphone = asyncio.create_task(phone.run(), name="microphone")
        try:
            yield phone
        finally:
            microphone.cancel()
            await asyncio.gather(microphone, return_exceptions=True)
