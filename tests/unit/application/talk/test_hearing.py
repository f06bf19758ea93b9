"""A recogniser for the length of a call: words, what they took, and its failures."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from application.talk.hearing import Hearing
from domain.entities.transcript import Transcript
from domain.entities.usage import LOCAL, Unit, Used
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream
from tests.fakes.stt import FakeRecognitionStream, FakeSpeechToText

REPORTED = Used("openai", "gpt-4o-mini-transcribe", Unit.AUDIO_INPUT_TOKENS, Decimal(31), is_reported=True)
HALF_A_SECOND = b"\x01\x00" * 8_000


class BilledStream(FakeRecognitionStream):
    async def __aiter__(self) -> AsyncIterator[Transcript]:
        async for each in super().__aiter__():
            yield Transcript(each.text, each.is_final, used=(REPORTED,) if each.is_final else ())


class BilledSpeechToText(FakeSpeechToText):
    async def open(self) -> RecognitionStream:
        return BilledStream(self.utterances)


class Listening:
    def __init__(self, recogniser: FakeSpeechToText) -> None:
        self.words: list[Transcript] = []
        self.used: list[tuple[Used, ...]] = []
        self.failures = 0
        self.hearing = Hearing(
            recogniser, on_words=self.words.append, on_used=self.used.append, on_failed=self._failed
        )

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Hearing]:
        task = asyncio.create_task(self.hearing.run())
        await asyncio.sleep(0.01)
        try:
            yield self.hearing
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def utter(self) -> None:
        self.hearing.push(HALF_A_SECOND)
        self.hearing.finish_utterance()
        await asyncio.sleep(0.01)

    @property
    def finals(self) -> list[str]:
        return [each.text for each in self.words if each.is_final]

    def _failed(self) -> None:
        self.failures += 1


async def test_seconds_are_counted_where_the_recogniser_reports_nothing() -> None:
    listening = Listening(FakeSpeechToText(["hello", "goodbye"]))
    async with listening.running():
        await listening.utter()
        await listening.utter()
    assert listening.finals == ["hello", "goodbye"]
    assert listening.used == [(Used(LOCAL, "", Unit.SECONDS_HEARD, Decimal("0.5")),)] * 2


async def test_what_the_recogniser_reports_is_passed_on_alone() -> None:
    listening = Listening(BilledSpeechToText(["hello"]))
    async with listening.running():
        await listening.utter()
    assert listening.used == [(REPORTED,)]


async def test_a_stream_that_breaks_is_told_and_opened_again() -> None:
    recogniser = FakeSpeechToText(["hello"])
    listening = Listening(recogniser)
    async with listening.running():
        recogniser.streams[0].fail()
        await asyncio.sleep(0.2)
        await listening.utter()
    assert (listening.failures, len(recogniser.streams), listening.finals) == (1, 2, ["hello"])


class Deaf(FakeSpeechToText):
    tries = 0

    async def open(self) -> RecognitionStream:
        self.tries += 1
        raise RecognitionFailed("nobody is there")


async def test_a_recogniser_that_cannot_be_had_is_asked_again_once_a_second() -> None:
    recogniser = Deaf()
    listening = Listening(recogniser)
    async with listening.running():
        await asyncio.sleep(4)
        await listening.utter()
    assert recogniser.tries == 5
