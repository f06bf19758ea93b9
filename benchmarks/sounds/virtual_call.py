"""A call of `application.talk` without a room: its own code, its real models, and a clock that jumps.

The caller's sound comes in windows of 32 ms, as it does in a room, where it is some 80 ms later.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from application.talk.endpointing.end_of_turn import EndOfTurn
from application.talk.talk import Senses, Talk
from application.talk.turn_taking import TurnTaking
from benchmarks.sounds.listening import ListeningConversation
from benchmarks.sounds.mixing import Samples, to_pcm
from benchmarks.sounds.scripted_recogniser import ScriptedRecogniser
from domain.entities.audio import SpokenWord
from domain.interfaces.voice_activity import WINDOW_MS, WINDOW_SAMPLES
from infrastructure.settings import TurnSettings, load_one
from tests.fakes.line import FakeLine
from tests.fakes.tts import FakeTextToSpeech
from tests.virtual_time import VirtualTimeLoop

MS = 1000

T = TypeVar("T")


def in_virtual_time(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """All of it, as fast as it computes."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(work())


def windows(sound: Samples) -> list[bytes]:
    whole = len(sound) // WINDOW_SAMPLES * WINDOW_SAMPLES
    return [to_pcm(each) for each in sound[:whole].reshape(-1, WINDOW_SAMPLES)]


class VirtualLine(FakeLine):
    """:ivar heard_ms: stretches in which the agents were audible to the caller."""

    def __init__(self) -> None:
        super().__init__()
        self.heard_ms = list[tuple[float, float]]()

    async def hear(self, sound: Samples) -> None:
        """The caller's, at its own pace."""
        for window in windows(sound):
            await asyncio.sleep(WINDOW_MS / MS)
            self.hear_window(window)

    def hear_window(self, window: bytes) -> None:
        """The latest 32 ms of it."""
        self._windows.put_nowait(window)

    async def play(self, pcm: bytes) -> None:
        await super().play(pcm)
        begins = self.played[-1][0] * MS
        if self.heard_ms and begins - self.heard_ms[-1][1] < 1:
            begins = self.heard_ms.pop()[0]
        self.heard_ms.append((begins, self._queue_ends * MS))

    def drop(self) -> float:
        dropped_ms = super().drop()
        if dropped_ms and self.heard_ms:
            begins, ends = self.heard_ms.pop()
            if ends - dropped_ms > begins:
                self.heard_ms.append((begins, ends - dropped_ms))
        return dropped_ms


@dataclass(frozen=True, slots=True)
class VirtualCall:
    line: VirtualLine
    conversation: ListeningConversation
    recogniser: ScriptedRecogniser

    @property
    def now_ms(self) -> float:
        return asyncio.get_running_loop().time() * MS

    async def say(self, sound: Samples, words: Sequence[SpokenWord]) -> None:
        """:param words: by the sound's clock."""
        self.recogniser.will_hear(words, self.now_ms)
        await self.line.hear(sound)


def usual_manners() -> TurnTaking:
    """The service's, with its default settings or those of the environment."""
    group = load_one(TurnSettings)
    return TurnTaking(
        EndOfTurn(group.min_endpoint_ms, group.max_endpoint_ms),
        barge_in_ms=group.barge_in_ms,
        silence_s=group.silence_s,
    )


@asynccontextmanager
async def virtual_call(
    conversation: ListeningConversation, recogniser: ScriptedRecogniser, manners: TurnTaking
) -> AsyncGenerator[VirtualCall, None]:
    """To be used in a loop whose time is virtual."""
    line = VirtualLine()
    senses = Senses(recogniser, FakeTextToSpeech(), conversation.detector, manners)
    talk = Talk(line, conversation, senses, on_over=lambda _: None, on_specialist=lambda _: None)
    talking = asyncio.create_task(talk.run(), name="talk")
    await asyncio.sleep(0)
    try:
        yield VirtualCall(line, conversation, recogniser)
    finally:
        await talk.finish()
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
