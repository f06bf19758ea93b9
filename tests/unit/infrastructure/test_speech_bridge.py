"""A synthesiser in the pipeline: who says what, and what that took."""

from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import replace
from decimal import Decimal

from domain.entities.audio import SpeechChunk
from domain.entities.usage import LOCAL, Unit, Used
from infrastructure.transport.bridges.speech import SpeechBridge
from tests.fakes.tts import USUAL, FakeTextToSpeech


async def _say(bridge: SpeechBridge, text: str, *, then: str | None) -> None:
    """:param then: the voice that is chosen while this is being said."""
    async with bridge.stream() as stream:
        bridge.voice = then
        stream.push_text(text)
        stream.end_input()
        async for _ in stream:
            pass


async def test_each_answer_is_spoken_by_whom_it_was_begun_for() -> None:
    synthesiser = FakeTextToSpeech()
    bridge = SpeechBridge(synthesiser)
    await _say(bridge, "Hello.", then="murmur")
    await _say(bridge, "It costs 39 euros.", then=None)
    await _say(bridge, "Goodbye.", then=None)
    assert synthesiser.voices == [USUAL, "murmur", USUAL]


async def test_the_voice_of_one_call_is_not_that_of_another() -> None:
    synthesiser = FakeTextToSpeech()
    first, second = SpeechBridge(synthesiser), SpeechBridge(synthesiser)
    first.voice = "murmur"
    await _say(first, "Hello.", then=None)
    await _say(second, "Hello.", then=None)
    assert synthesiser.voices == ["murmur", USUAL]


async def test_characters_are_counted_where_the_synthesiser_reports_nothing() -> None:
    used: list[tuple[Used, ...]] = []
    await _say(SpeechBridge(FakeTextToSpeech(), used.append), "It costs 39 euros.", then=None)
    assert used == [(Used(LOCAL, "", Unit.CHARACTERS_SPOKEN, Decimal(18)),)]


class _Billed(FakeTextToSpeech):
    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        async for chunk in super().speak(text, voice):
            yield replace(chunk, used=(_characters(chunk),))


def _characters(chunk: SpeechChunk) -> Used:
    letters = sum(len(word.text) for word in chunk.words)
    return Used("elevenlabs", "eleven_flash_v2_5", Unit.CHARACTERS_SPOKEN, Decimal(letters))


async def test_what_the_synthesiser_reports_is_passed_on_alone() -> None:
    used: list[tuple[Used, ...]] = []
    await _say(SpeechBridge(_Billed(), used.append), "It costs 39 euros.", then=None)
    assert {each.provider for told in used for each in told} == {"elevenlabs"}
    assert sum(each.amount for told in used for each in told) == 18
