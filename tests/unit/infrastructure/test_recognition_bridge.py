"""A recogniser in the pipeline: what listening took."""

from collections.abc import AsyncIterator
from decimal import Decimal

from livekit import rtc
from livekit.agents import stt

from domain.entities.audio import RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from domain.entities.usage import LOCAL, Unit, Used
from domain.interfaces.stt import RecognitionStream
from infrastructure.transport.bridges.recognition import RecognitionBridge
from tests.fakes.stt import FakeRecognitionStream, FakeSpeechToText

REPORTED = Used("openai", "gpt-4o-mini-transcribe", Unit.AUDIO_INPUT_TOKENS, Decimal(31), is_reported=True)


class _Billed(FakeRecognitionStream):
    async def __aiter__(self) -> AsyncIterator[Transcript]:
        async for each in super().__aiter__():
            yield Transcript(each.text, each.is_final, used=(REPORTED,) if each.is_final else ())


class _BilledSpeechToText(FakeSpeechToText):
    async def open(self) -> RecognitionStream:
        return _Billed(self.utterances)


async def _listen(recogniser: FakeSpeechToText, utterances: int) -> list[tuple[Used, ...]]:
    """Half a second each."""
    used: list[tuple[Used, ...]] = []
    samples = RECOGNITION_RATE_HZ // 2
    sound = rtc.AudioFrame(b"\x01\x00" * samples, RECOGNITION_RATE_HZ, 1, samples)
    async with RecognitionBridge(recogniser, used.append).stream() as stream:
        for _ in range(utterances):
            stream.push_frame(sound)
            stream.flush()
            async for event in stream:
                if event.type is stt.SpeechEventType.FINAL_TRANSCRIPT:
                    break
    return used


async def test_seconds_are_counted_where_the_recogniser_reports_nothing() -> None:
    used = await _listen(FakeSpeechToText(["hello", "goodbye"]), 2)
    assert used == [(Used(LOCAL, "", Unit.SECONDS_HEARD, Decimal("0.5")),)] * 2


async def test_what_the_recogniser_reports_is_passed_on_alone() -> None:
    assert await _listen(_BilledSpeechToText(["hello"]), 1) == [(REPORTED,)]
