"""One recogniser from several."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.speech_to_text import KEPT_S, LATEST_TRANSCRIPT_S, FailoverSpeechToText
from tests.fakes.stt import FakeRecognitionStream, FakeSpeechToText

SOUND, SILENCE = b"\x01\x00" * 800, bytes(1600)
SECOND = b"\x01\x00" * 16_000


class Deaf(SpeechToText):
    """Cannot even open."""

    def __init__(self) -> None:
        self.asked = 0

    async def open(self) -> RecognitionStream:
        self.asked += 1
        raise RecognitionFailed("the script says so")

    async def close(self) -> None:
        pass


class Counting(FakeSpeechToText):
    """Tells how much sound each stream was given."""

    def __init__(self, *utterances: str) -> None:
        super().__init__(utterances)
        self.heard_bytes = 0

    async def open(self) -> RecognitionStream:
        stream = await super().open()
        push = stream.push

        def counted(pcm: bytes) -> None:
            self.heard_bytes += len(pcm)
            push(pcm)

        stream.push = counted  # pyright: ignore[reportAttributeAccessIssue]
        return stream


class Slow(FakeSpeechToText):
    """Gives a transcript when the test says so."""

    async def open(self) -> RecognitionStream:
        stream = await super().open()
        stream.finish_utterance = _nothing
        return stream

    def gives(self, text: str) -> None:
        latest(self).give(text)


def _nothing() -> None:
    """The transcript is late."""


def chained(
    *recognisers: SpeechToText, cools_s: float = 15.0, clock: Callable[[], float] = time.monotonic
) -> FailoverSpeechToText:
    providers = [
        Provider(str(place), each, Breaker(str(place), opens_after=1, cools_s=cools_s))
        for place, each in enumerate(recognisers)
    ]
    return FailoverSpeechToText(Leg("stt", providers), clock)


class Caller:
    """Speaks into a stream, and notes what was understood."""

    def __init__(self, stream: RecognitionStream) -> None:
        self.stream = stream
        self.finals = list[str]()
        self._reading = asyncio.create_task(self._read(aiter(stream)))

    async def _read(self, transcripts: AsyncIterator[Transcript]) -> None:
        async for transcript in transcripts:
            if transcript.is_final:
                self.finals.append(transcript.text)

    async def says(self, words: int) -> None:
        for _ in range(words):
            self.stream.push(SOUND)
            await asyncio.sleep(0)

    async def stops(self) -> None:
        self.stream.finish_utterance()
        await settled()

    async def hangs_up(self) -> None:
        await self.stream.close()
        await asyncio.wait_for(self._reading, 1)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def latest(recogniser: FakeSpeechToText) -> FakeRecognitionStream:
    return recogniser.streams[-1]


async def test_the_first_understands_all_when_it_can() -> None:
    first, second = FakeSpeechToText(["hello there"]), FakeSpeechToText(["nothing"])
    caller = Caller(await chained(first, second).open())
    await caller.says(2)
    await caller.stops()
    await caller.hangs_up()

    assert caller.finals == ["hello there"]
    assert second.streams == []


async def test_one_that_cannot_open_is_replaced_at_once() -> None:
    caller = Caller(await chained(Deaf(), FakeSpeechToText(["hello there"])).open())
    await caller.says(2)
    await caller.stops()
    await caller.hangs_up()

    assert caller.finals == ["hello there"]


async def test_one_that_fails_in_mid_sentence_is_replaced_and_no_sound_is_lost() -> None:
    first, second = FakeSpeechToText(["hello there"]), Counting("hello there")
    caller = Caller(await chained(first, second).open())
    await caller.says(1)
    latest(first).fail()
    await settled()
    await caller.says(1)
    await caller.stops()
    await caller.hangs_up()

    assert caller.finals == ["hello there"]
    assert second.heard_bytes == 2 * len(SOUND)


async def test_one_that_fails_after_the_caller_has_stopped_is_replaced_and_the_end_is_told_again() -> None:
    class Mute(FakeSpeechToText):
        async def open(self) -> RecognitionStream:
            stream = await super().open()
            stream.finish_utterance = latest(self).fail
            return stream

    caller = Caller(await chained(Mute(["hello there"]), FakeSpeechToText(["hello there"])).open())
    await caller.says(2)
    await caller.stops()
    await caller.hangs_up()

    assert caller.finals == ["hello there"]


async def test_what_was_understood_is_not_heard_again() -> None:
    first, second = FakeSpeechToText(["hello there", "good bye"]), Counting("good bye")
    caller = Caller(await chained(first, second).open())
    await caller.says(2)
    await caller.stops()
    await caller.says(1)
    latest(first).fail()
    await settled()
    await caller.says(1)
    await caller.stops()
    await caller.hangs_up()

    assert caller.finals == ["hello there", "good bye"]
    assert second.heard_bytes == 2 * len(SOUND)


async def test_a_cough_long_before_it_is_dropped_with_what_was_understood() -> None:
    now = 100.0
    first, second = FakeSpeechToText(["hello there", "good bye"]), Counting("good bye")
    stream = await chained(first, second, clock=lambda: now).open()
    caller = Caller(stream)
    stream.push(SILENCE)
    await caller.stops()
    now += LATEST_TRANSCRIPT_S + 1
    await caller.says(2)
    await caller.stops()
    latest(first).fail()
    await settled()
    await caller.hangs_up()

    assert caller.finals == ["hello there"]
    assert second.heard_bytes == 0


async def test_an_utterance_that_ended_while_the_one_before_was_awaited_is_not_lost() -> None:
    first, second = Slow(["hello", "anybody there"]), FakeSpeechToText(["anybody there"])
    caller = Caller(await chained(first, second).open())
    await caller.says(1)
    await caller.stops()
    await caller.says(2)
    await caller.stops()
    first.gives("hello")
    await settled()
    latest(first).fail()
    await settled()
    await caller.hangs_up()

    assert caller.finals == ["hello", "anybody there"]


async def test_nobody_is_replaced_while_a_transcript_is_owed() -> None:
    first, second = FakeSpeechToText(["one"]), Slow(["two", "three"])
    caller = Caller(await chained(first, second, cools_s=0).open())
    latest(first).fail()
    await settled()
    await caller.says(1)
    await caller.stops()
    await caller.says(1)
    await caller.stops()
    second.gives("two")
    await settled()
    second.gives("three")
    await settled()
    await caller.hangs_up()

    assert caller.finals == ["two", "three"]


async def test_one_that_just_stops_listening_is_replaced() -> None:
    first, second = FakeSpeechToText(["hello"]), FakeSpeechToText(["hello there"])
    caller = Caller(await chained(first, second).open())
    await latest(first).close()
    await settled()
    await caller.says(2)
    await caller.stops()
    await caller.hangs_up()

    assert caller.finals == ["hello there"]


async def test_the_better_one_is_taken_again_between_two_utterances() -> None:
    first, second = FakeSpeechToText(["hello"]), FakeSpeechToText(["one", "two"])
    caller = Caller(await chained(first, second, cools_s=0).open())
    latest(first).fail()
    await settled()
    await caller.says(1)
    await caller.stops()

    assert caller.finals == ["one"]
    assert len(first.streams) == 2
    await caller.says(1)
    await caller.stops()
    await caller.hangs_up()

    assert caller.finals == ["one", "hello"]


async def test_when_all_fail_it_says_so() -> None:
    recogniser = FakeSpeechToText(["hello"])
    stream = await chained(recogniser).open()
    latest(recogniser).fail()

    with pytest.raises(RecognitionFailed):
        async for _ in stream:
            pass


async def test_opening_fails_when_none_can_open() -> None:
    deaf = Deaf()
    with pytest.raises(RecognitionFailed, match="the script says so"):
        await chained(deaf, Deaf()).open()

    assert deaf.asked == 1


async def test_a_caller_who_never_stops_takes_no_more_memory() -> None:
    first, second = FakeSpeechToText(["hello"]), Counting("hello")
    stream = await chained(first, second).open()
    caller = Caller(stream)
    for _ in range(KEPT_S + 30):
        stream.push(SECOND)
    latest(first).fail()
    await settled()
    await caller.hangs_up()

    assert second.heard_bytes == KEPT_S * len(SECOND)
