"""What is said, when it is heard, and what of it when it was stopped."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

import pytest

from application.talk.mouth import AHEAD_MS, FRAME_MS, Mouth
from application.talk.speech import MADE_AHEAD_MS, Speech
from domain.entities.audio import SpeechChunk
from domain.entities.usage import LOCAL, Unit, Used
from tests.fakes.line import FakeLine
from tests.fakes.tts import LETTER_MS, USUAL, FakeTextToSpeech

COUNTED = "One two three four five."


class Speaking:
    """A mouth, and what it told."""

    def __init__(self, synthesiser: FakeTextToSpeech | None = None) -> None:
        self.line = FakeLine()
        self.synthesiser = synthesiser or FakeTextToSpeech()
        self.used: list[tuple[Used, ...]] = []
        self.told: list[str] = []
        self.mouth = Mouth(
            self.line,
            self.synthesiser,
            on_used=self.used.append,
            on_begins=lambda: self.told.append("begins"),
            on_quiet=lambda: self.told.append("quiet"),
            on_failed=lambda: self.told.append("failed"),
        )

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[Mouth]:
        task = asyncio.create_task(self.mouth.run())
        try:
            yield self.mouth
        finally:
            await asyncio.sleep(0.001)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def say(self, text: str, voice: str | None = None) -> Speech:
        speech = self.mouth.begin(voice)
        speech.write(text)
        speech.end()
        return speech


async def test_what_is_said_takes_its_time_and_is_captioned_as_it_is_heard() -> None:
    speaking = Speaking()
    async with speaking.running():
        speech = speaking.say(COUNTED)
        await asyncio.sleep(LETTER_MS * 5 / 1000)
        assert speaking.line.captions == ["One two "]
        await speech.is_over
    assert asyncio.get_running_loop().time() == pytest.approx(LETTER_MS * len(COUNTED) / 1000, abs=0.05)
    assert speaking.line.captions == [COUNTED]
    assert speaking.mouth.heard(speech) == COUNTED
    assert speaking.told == ["begins", "quiet"]


async def test_no_more_is_queued_than_can_be_taken_back() -> None:
    speaking = Speaking()
    async with speaking.running():
        speaking.say(COUNTED)
        for _ in range(50):
            await asyncio.sleep(0.01)
            assert speaking.line.queued_ms < AHEAD_MS + FRAME_MS + 1


async def test_what_is_queued_was_not_heard_yet() -> None:
    speaking = Speaking()
    text = "a b c d e f g h i j k l m n o p."
    half_a_word_ms = LETTER_MS * len("a ") / 2
    async with speaking.running() as mouth:
        speech = speaking.say(text)
        while not speech.is_stopped:
            await asyncio.sleep(0.03)
            left_ms = speaking.line.left_ms - speaking.line.queued_ms
            assert LETTER_MS * len(mouth.heard(speech)) == pytest.approx(left_ms, abs=half_a_word_ms + 1)
    assert speaking.mouth.heard(speech) == text


async def test_little_is_made_that_an_interruption_would_throw_away() -> None:
    speaking = Speaking()
    word, count = "one ", 100
    most_ms = MADE_AHEAD_MS + AHEAD_MS + FRAME_MS + LETTER_MS * len(word)
    async with speaking.running():
        speech = speaking.say(word * count)
        for heard_ms in range(1000, 6000, 1000):
            await asyncio.sleep(1)
            made_ms = LETTER_MS * len("".join(speaking.synthesiser.spoken))
            assert MADE_AHEAD_MS < made_ms - heard_ms < most_ms
        await speech.is_over
    assert speaking.mouth.heard(speech) == word * count
    assert asyncio.get_running_loop().time() == pytest.approx(LETTER_MS * len(word) * count / 1000, abs=0.05)


async def test_one_thing_is_said_after_the_other() -> None:
    speaking = Speaking()
    async with speaking.running():
        first, second = speaking.say("One."), speaking.say("Two.")
        await first.is_over
        assert not second.is_over.done()
        await second.is_over
    assert speaking.line.captions == ["One.", "Two."]
    assert speaking.told == ["begins", "begins", "quiet"]


async def test_what_is_stopped_was_heard_to_the_word() -> None:
    speaking = Speaking()
    async with speaking.running() as mouth:
        speech = speaking.say(COUNTED)
        await asyncio.sleep(LETTER_MS * 7 / 1000)
        mouth.stop(speech)
        await asyncio.sleep(1)
    assert speaking.mouth.heard(speech).split() == ["One", "two"]
    assert not speaking.line.is_playing
    assert speaking.told == ["begins", "quiet"]


async def test_what_is_held_goes_on_from_the_beginning_of_the_word() -> None:
    speaking = Speaking()
    async with speaking.running() as mouth:
        speech = speaking.say(COUNTED)
        await asyncio.sleep(LETTER_MS * 7 / 1000)
        mouth.hold()
        assert not speaking.line.is_playing
        await asyncio.sleep(5)
        assert not speaking.line.is_playing
        mouth.release()
        await speech.is_over
    assert speaking.mouth.heard(speech) == COUNTED
    assert speaking.line.captions == [COUNTED]
    spoken_s = asyncio.get_running_loop().time() - 5
    assert spoken_s == pytest.approx(LETTER_MS * (len(COUNTED) + 3) / 1000, abs=0.1)


async def test_what_is_held_for_a_moment_goes_on_at_once() -> None:
    speaking = Speaking()
    async with speaking.running() as mouth:
        speech = speaking.say(COUNTED)
        await asyncio.sleep(0.25)
        mouth.hold()
        await asyncio.sleep(0.03)
        mouth.release(from_word=False)
        released_at = asyncio.get_running_loop().time()
        await asyncio.sleep(0.001)
        assert released_at in [begins for begins, _ in speaking.line.played]
        await speech.is_over


async def test_what_is_held_before_it_began_is_not_heard_until_then() -> None:
    speaking = Speaking()
    async with speaking.running() as mouth:
        mouth.hold()
        speech = speaking.say(COUNTED)
        await asyncio.sleep(1)
        assert speech.began_at is None
        mouth.release()
        await speech.is_over
    assert speaking.mouth.heard(speech) == COUNTED


async def test_what_is_stopped_while_it_is_held_is_over() -> None:
    speaking = Speaking()
    async with speaking.running() as mouth:
        speech = speaking.say(COUNTED)
        await asyncio.sleep(0.2)
        mouth.hold()
        mouth.stop_all()
        mouth.release()
        after = speaking.say("Well.")
        await after.is_over
    assert len(speaking.mouth.heard(speech)) < len(COUNTED)
    assert speaking.mouth.heard(after) == "Well."


async def test_what_waits_can_be_stopped_as_well() -> None:
    speaking = Speaking()
    async with speaking.running() as mouth:
        speaking.say("One.")
        waiting = speaking.say("Two.")
        await asyncio.sleep(0)
        mouth.stop_all()
        await asyncio.sleep(1)
    assert speaking.mouth.heard(waiting) == ""
    assert speaking.told[-1] == "quiet"


async def test_a_voice_that_fails_is_told_and_the_next_thing_is_said() -> None:
    speaking = Speaking(FakeTextToSpeech(fails_at="three"))
    async with speaking.running():
        speech = speaking.say(COUNTED)
        after = speaking.say("Well.")
        await after.is_over
    assert speaking.mouth.heard(speech).split() == ["One", "two"]
    assert speaking.told == ["begins", "failed", "begins", "quiet"]


async def test_each_thing_is_said_by_its_own_voice() -> None:
    speaking = Speaking()
    async with speaking.running():
        speaking.say("One.", "murmur")
        await speaking.say("Two.").is_over
    assert speaking.synthesiser.voices == ["murmur", USUAL]


async def test_characters_are_counted_where_the_synthesiser_reports_nothing() -> None:
    speaking = Speaking()
    async with speaking.running():
        await speaking.say("It costs 39 euros.").is_over
    assert speaking.used == [(Used(LOCAL, "", Unit.CHARACTERS_SPOKEN, Decimal(18)),)]


class BilledVoice(FakeTextToSpeech):
    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        async for chunk in super().speak(text, voice):
            letters = Decimal(sum(len(word.text) for word in chunk.words))
            yield replace(chunk, used=(Used("elevenlabs", "flash", Unit.CHARACTERS_SPOKEN, letters),))


async def test_what_the_synthesiser_reports_is_passed_on_alone() -> None:
    speaking = Speaking(BilledVoice())
    async with speaking.running():
        await speaking.say("It costs 39 euros.").is_over
    assert {each.provider for told in speaking.used for each in told} == {"elevenlabs"}
    assert sum(each.amount for told in speaking.used for each in told) == 18


class WordlessVoice(FakeTextToSpeech):
    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        async for chunk in super().speak(text, voice):
            yield replace(chunk, words=())


@pytest.mark.parametrize(("share", "heard"), [(0.5, COUNTED[: len(COUNTED) // 2]), (2, COUNTED)])
async def test_without_the_times_of_words_the_text_is_spread_over_the_sound(share: float, heard: str) -> None:
    speaking = Speaking(WordlessVoice())
    async with speaking.running() as mouth:
        speech = speaking.say(COUNTED)
        await asyncio.sleep(share * LETTER_MS * len(COUNTED) / 1000)
        mouth.stop(speech)
    assert speaking.mouth.heard(speech) == heard
