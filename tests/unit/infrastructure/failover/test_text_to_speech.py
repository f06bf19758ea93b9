"""One voice from several synthesisers."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.entities.audio import SpeechChunk
from domain.entities.usage import Unit, Used
from domain.errors import ConfigurationInvalid, SynthesisFailed
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.text_to_speech import FailoverTextToSpeech
from tests.fakes.tts import FakeTextToSpeech

REPLY = "Good morning. The pro plan costs 39 euros."


class OtherRate(FakeTextToSpeech):
    @property
    def sample_rate_hz(self) -> int:
        return 22_050


def chained(*voices: TextToSpeech) -> FailoverTextToSpeech:
    return FailoverTextToSpeech(
        Leg("tts", [Provider(str(place), voice, Breaker(str(place))) for place, voice in enumerate(voices)])
    )


async def written(text: str = REPLY) -> AsyncIterator[str]:
    for word in text.split(" "):
        await asyncio.sleep(0)
        yield f"{word} "


async def heard(
    voice: TextToSpeech,
    text: AsyncIterator[str] | None = None,
    who: str | None = None,
    into: list[str] | None = None,
) -> str:
    """:param into: what is heard, also when the voice fails."""
    said = into if into is not None else []
    async with aclosing(voice.speak(text or written(), who)) as chunks:
        async for chunk in chunks:
            said += [word.text for word in chunk.words]
    return "".join(said)


async def test_the_first_says_all_when_it_can() -> None:
    first, second = FakeTextToSpeech(), FakeTextToSpeech()

    assert (await heard(chained(first, second))).strip() == REPLY
    assert second.spoken == []


@pytest.mark.parametrize("word", ["Good", "pro", "euros."])
async def test_the_next_says_the_rest_and_nothing_twice(word: str) -> None:
    first, second = FakeTextToSpeech(fails_at=word), FakeTextToSpeech()

    assert (await heard(chained(first, second))).strip() == REPLY
    assert "".join(first.spoken + second.spoken).strip() == REPLY


async def test_three_in_a_row_share_one_reply() -> None:
    voices = FakeTextToSpeech(fails_at="The"), FakeTextToSpeech(fails_at="39"), FakeTextToSpeech()

    assert (await heard(chained(*voices))).strip() == REPLY


async def test_when_all_fail_what_was_said_stands() -> None:
    said = list[str]()
    with pytest.raises(SynthesisFailed):
        await heard(chained(FakeTextToSpeech(fails_at="plan")), into=said)

    assert "".join(said) == "Good morning. The pro "


async def test_who_is_down_is_not_asked() -> None:
    first, second = FakeTextToSpeech(fails_at="Good"), FakeTextToSpeech()
    voice = chained(first, second)
    for _ in range(4):
        await heard(voice)

    assert len(first.voices) == 3
    assert len(second.voices) == 4


async def test_a_voice_that_only_one_has_is_asked_of_that_one() -> None:
    first, second = FakeTextToSpeech(fails_at="Good"), FakeTextToSpeech()
    voice = chained(first, second)
    await heard(voice, who="murmur")

    assert voice.has_voice("murmur")
    assert second.voices == ["murmur"]


async def test_a_writer_that_fails_is_no_synthesisers_fault() -> None:
    async def broken() -> AsyncIterator[str]:
        yield "Good morning. "
        raise LookupError("the writer")

    first = FakeTextToSpeech()
    voice = chained(first, FakeTextToSpeech())
    with pytest.raises(LookupError):
        await heard(voice, broken())

    assert not voice.leg.providers[0].breaker.is_open


async def test_closing_it_in_mid_sentence_leaves_no_task_behind() -> None:
    async with aclosing(chained(FakeTextToSpeech(), FakeTextToSpeech()).speak(written())) as chunks:
        await anext(chunks)

    assert [task for task in asyncio.all_tasks() if task.get_name() == "synthesis:text"] == []


def test_voices_of_different_rates_are_refused() -> None:
    with pytest.raises(ConfigurationInvalid, match="one sample rate"):
        chained(FakeTextToSpeech(), OtherRate())


async def test_one_that_breaks_in_a_way_of_its_own_is_left_too_and_tells_nothing_of_the_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Odd(FakeTextToSpeech):
        async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
            async for piece in text:
                raise ValueError(piece)
            yield SpeechChunk(b"", self.sample_rate_hz)

    assert (await heard(chained(Odd(), FakeTextToSpeech()))).strip() == REPLY
    assert "ValueError" in caplog.text
    assert "Good" not in caplog.text


async def test_a_reply_without_words_says_nothing_of_a_provider() -> None:
    first = FakeTextToSpeech(fails_at="Good")
    voice = chained(first, FakeTextToSpeech())
    for _ in range(3):
        await heard(voice)
    await heard(voice, written(""))

    assert voice.leg.providers[0].breaker.is_open


GREETING = "Hello, this is Northwind Fibre."


async def at_once(text: str = GREETING) -> AsyncIterator[str]:
    yield text


def greeting_chain(*voices: TextToSpeech) -> FailoverTextToSpeech:
    leg = Leg(
        "tts", [Provider(str(at), voice, Breaker(str(at), opens_after=1)) for at, voice in enumerate(voices)]
    )
    return FailoverTextToSpeech(leg, phrases=[GREETING])


class Priced(FakeTextToSpeech):
    """Tells what each word has taken."""

    async def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk]:
        async for chunk in super().speak(text, voice):
            yield replace(chunk, used=(Used("acme", "one", Unit.CHARACTERS_SPOKEN, Decimal(5)),))


async def test_a_phrase_is_made_once_and_sounds_the_same_in_every_call() -> None:
    voice = FakeTextToSpeech()
    chain = greeting_chain(voice)
    first = [chunk async for chunk in chain.speak(at_once())]
    again = [chunk async for chunk in chain.speak(at_once())]
    assert first == again
    assert "".join(voice.spoken).strip() == GREETING


async def test_what_was_kept_costs_nothing_the_second_time() -> None:
    chain = greeting_chain(Priced())
    paid, free = [[chunk async for chunk in chain.speak(at_once())] for _ in range(2)]
    assert {used.amount for chunk in paid for used in chunk.used} == {Decimal(5)}
    assert {used.amount for chunk in free for used in chunk.used} == {Decimal(0)}


class Paid(FakeTextToSpeech):
    @property
    def provider(self) -> str:
        return "acme"


async def test_what_was_rehearsed_is_there_when_a_call_begins() -> None:
    voice = FakeTextToSpeech()
    chain = greeting_chain(voice)
    await chain.rehearse({None: [GREETING]})
    assert await heard(chain, at_once()) == GREETING
    assert "".join(voice.spoken) == GREETING


async def test_everyone_who_may_speak_rehearses_once() -> None:
    voice = FakeTextToSpeech()
    await greeting_chain(voice).rehearse({who: [GREETING] for who in (None, "murmur", "unknown")})
    assert sorted(voice.voices) == ["hum", "murmur"]


async def test_nobody_is_paid_for_a_rehearsal() -> None:
    voice = Paid()
    await greeting_chain(voice).rehearse({None: [GREETING]})
    assert voice.spoken == []


async def test_a_rehearsal_that_fails_keeps_nobody_from_speaking() -> None:
    chain = greeting_chain(FakeTextToSpeech(fails_at="this"), FakeTextToSpeech())
    await chain.rehearse({None: [GREETING]})
    assert await heard(chain, at_once()) == GREETING


async def test_a_phrase_in_another_voice_is_another_sound() -> None:
    voice = FakeTextToSpeech()
    chain = greeting_chain(voice)
    for who in (None, "murmur", None, "murmur"):
        await heard(chain, at_once(), who)
    assert voice.voices == ["hum", "murmur"]


async def test_words_that_are_no_phrase_are_not_kept() -> None:
    voice = FakeTextToSpeech()
    chain = greeting_chain(voice)
    for _ in range(2):
        await heard(chain, at_once("Your order is placed."))
        await heard(chain, written(GREETING))
    assert len(voice.voices) == 4


async def test_half_a_phrase_is_not_kept() -> None:
    voice = FakeTextToSpeech()
    chain = greeting_chain(voice)
    async with aclosing(chain.speak(at_once())) as chunks:
        await anext(chunks)
    assert (await heard(chain, at_once())).strip() == GREETING
    assert len(voice.voices) == 2


WITH_MORE = f"{GREETING} What can I do for you?"


async def test_a_phrase_that_more_follows_is_made_once_too() -> None:
    voice = FakeTextToSpeech()
    chain = greeting_chain(voice)
    assert await heard(chain, at_once(WITH_MORE)) == WITH_MORE
    assert await heard(chain, at_once(WITH_MORE)) == WITH_MORE
    assert await heard(chain, at_once()) == GREETING
    assert "".join(voice.spoken).count(GREETING) == 1
    assert "".join(voice.spoken).count("What can I do for you?") == 2


async def test_a_word_that_only_begins_like_a_phrase_is_said_as_it_is() -> None:
    voice = FakeTextToSpeech()
    chain = greeting_chain(voice)
    for _ in range(2):
        assert await heard(chain, at_once(f"{GREETING}.. Well.")) == f"{GREETING}.. Well."
    assert len(voice.voices) == 2


@pytest.mark.parametrize("word", ["Hello,", "Fibre.", "What", "you?"])
async def test_whoever_fails_in_a_phrase_or_behind_it_nothing_is_said_twice_or_lost(word: str) -> None:
    first, second = FakeTextToSpeech(fails_at=word), FakeTextToSpeech()
    chain = greeting_chain(first, second)
    assert await heard(chain, at_once(WITH_MORE)) == WITH_MORE
    assert await heard(chain, at_once(WITH_MORE)) == WITH_MORE


async def test_while_the_first_is_left_alone_the_next_says_the_phrase_in_its_own_voice() -> None:
    first, second = FakeTextToSpeech(), FakeTextToSpeech()
    chain = greeting_chain(first, second)
    await heard(chain, at_once())
    first.fails_at = "Your"
    await heard(chain, at_once("Your order is placed."))
    await heard(chain, at_once())
    assert "".join(second.spoken).strip().endswith(GREETING)
