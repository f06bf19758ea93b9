"""The promises of the port `TextToSpeech`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import aclosing, contextmanager, nullcontext

import numpy as np
import pytest
from starlette.applications import Starlette

from domain.entities.audio import SpeechChunk
from domain.entities.usage import LOCAL
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech
from emulators.elevenlabs import ElevenLabs
from emulators.openai_speech import OpenAiSpeech
from emulators.serving import served
from infrastructure.adapters.elevenlabs.text_to_speech import ElevenLabsTextToSpeech
from infrastructure.adapters.espeak.text_to_speech import EspeakTextToSpeech
from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.adapters.openai_speech.text_to_speech import OpenAiTextToSpeech
from tests.fakes.tts import FakeTextToSpeech

REPLY = "Good morning. The pro plan costs 39 euros a month. Shall I order it?"
TEXTS = [
    REPLY,
    "  It costs **€49.90**, see https://northwind.example/plans or ask.  \n\n- one\n- two\n\n--",
    "One moment … “please” – naïve, isn't it?! 24/7",
    "no sign at the end",
]


@contextmanager
def elevenlabs(*, opens_sockets: bool = True) -> Generator[TextToSpeech]:
    emulator = ElevenLabs(opens_sockets=opens_sockets)
    with served(Starlette(routes=emulator.routes())) as address:
        yield ElevenLabsTextToSpeech(
            lambda: "a-key",
            voice_id="usual-voice",
            voices={"george": "other-voice"},
            base_url=f"http://{address}",
        )


@contextmanager
def elevenlabs_over_http() -> Generator[TextToSpeech]:
    with elevenlabs(opens_sockets=False) as made:
        yield made


@contextmanager
def openai_speech() -> Generator[TextToSpeech]:
    with served(Starlette(routes=OpenAiSpeech().routes())) as address:
        yield OpenAiTextToSpeech(lambda: "a-key", base_url=f"http://{address}/v1")


@pytest.fixture(
    params=[
        FakeTextToSpeech,
        FliteTextToSpeech,
        EspeakTextToSpeech,
        elevenlabs,
        elevenlabs_over_http,
        openai_speech,
    ]
)
async def voice(request: pytest.FixtureRequest) -> AsyncIterator[TextToSpeech]:
    made = request.param()
    with nullcontext(made) if isinstance(made, TextToSpeech) else made as voice:
        yield voice
        await voice.close()


async def written(text: str, length: int = 7) -> AsyncIterator[str]:
    for at in range(0, len(text), length):
        yield text[at : at + length]


OTHER_VOICE: dict[type[TextToSpeech], str] = {
    FakeTextToSpeech: "murmur",
    FliteTextToSpeech: "rms",
    EspeakTextToSpeech: "en-us+f3",
    ElevenLabsTextToSpeech: "george",
    OpenAiTextToSpeech: "onyx",
}


async def said(voice: TextToSpeech, text: str, who: str | None = None) -> list[SpeechChunk]:
    return [chunk async for chunk in voice.speak(written(text), who)]


def sound_the_same(some: list[SpeechChunk], others: list[SpeechChunk]) -> bool:
    """As long and as loud, nearly: an engine may make a sound anew each time."""
    one, other = (np.frombuffer(b"".join(chunk.pcm for chunk in each), "<i2") for each in (some, others))
    loudness = [float(np.abs(each.astype(np.float64)).mean()) for each in (one, other)]
    return len(one) == pytest.approx(len(other), rel=0.005) and loudness[0] == pytest.approx(loudness[1], rel=0.03)


async def test_every_chunk_has_whole_samples_at_the_voices_rate(voice: TextToSpeech) -> None:
    chunks = await said(voice, REPLY)

    assert chunks
    assert all(chunk.pcm and len(chunk.pcm) % 2 == 0 for chunk in chunks)
    assert {chunk.sample_rate_hz for chunk in chunks} == {voice.sample_rate_hz}


async def test_whoever_is_to_be_paid_is_named(voice: TextToSpeech) -> None:
    paid = {used.provider for chunk in await said(voice, REPLY) for used in chunk.used}

    assert paid == (set() if voice.provider == LOCAL else {voice.provider})


@pytest.mark.parametrize("text", TEXTS)
async def test_joining_the_words_gives_the_text(voice: TextToSpeech, text: str) -> None:
    chunks = await said(voice, text)

    assert "".join(word.text for chunk in chunks for word in chunk.words) == text


@pytest.mark.parametrize("text", TEXTS)
async def test_words_follow_each_other_within_their_chunk(voice: TextToSpeech, text: str) -> None:
    for chunk in await said(voice, text):
        times = [at for word in chunk.words for at in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert all(0 <= at <= chunk.duration_ms + 1 for at in times)


@pytest.mark.parametrize("text", ["", "   ", " \n\n "])
async def test_text_without_anything_to_say_gives_no_chunk(voice: TextToSpeech, text: str) -> None:
    assert await said(voice, text) == []


async def test_the_first_sentence_is_said_while_the_second_is_written(voice: TextToSpeech) -> None:
    never = asyncio.Event()

    async def half_written() -> AsyncIterator[str]:
        yield "Good morning. "
        await never.wait()

    async with aclosing(voice.speak(half_written())) as chunks, asyncio.timeout(10):
        first = await anext(word async for chunk in chunks for word in chunk.words)

    assert first.text.startswith("Good")


async def test_closing_early_stops_the_writer(voice: TextToSpeech) -> None:
    is_stopped = asyncio.Event()

    async def endless() -> AsyncGenerator[str]:
        try:
            while True:
                yield "And on it goes. "
                await asyncio.sleep(0)
        finally:
            is_stopped.set()

    writer = endless()
    async with aclosing(writer), aclosing(voice.speak(writer)) as chunks:
        await anext(chunks)

    assert is_stopped.is_set()


async def test_several_replies_are_spoken_at_the_same_time(voice: TextToSpeech) -> None:
    replies = await asyncio.gather(*(said(voice, REPLY) for _ in range(4)))

    assert all("".join(word.text for chunk in reply for word in chunk.words) == REPLY for reply in replies)


async def test_an_error_of_the_writer_reaches_the_listener(voice: TextToSpeech) -> None:
    async def failing() -> AsyncIterator[str]:
        yield "Good morning. "
        raise LookupError

    with pytest.raises(LookupError):
        async for _ in voice.speak(failing()):
            pass


async def test_a_closed_voice_says_nothing(voice: TextToSpeech) -> None:
    await voice.close()

    with pytest.raises(SynthesisFailed):
        await said(voice, REPLY)


async def test_another_voice_says_the_same_words_in_another_way(voice: TextToSpeech) -> None:
    other = OTHER_VOICE[type(voice)]
    assert voice.has_voice(other)

    usual, different = await said(voice, REPLY), await said(voice, REPLY, other)

    assert not sound_the_same(different, usual)
    assert "".join(word.text for chunk in different for word in chunk.words) == REPLY
    assert {chunk.sample_rate_hz for chunk in different} == {voice.sample_rate_hz}


async def test_replies_in_several_voices_do_not_mix(voice: TextToSpeech) -> None:
    other = OTHER_VOICE[type(voice)]
    usual, different = await said(voice, REPLY), await said(voice, REPLY, other)

    first, second, third = await asyncio.gather(said(voice, REPLY), said(voice, REPLY, other), said(voice, REPLY))

    assert sound_the_same(first, usual)
    assert sound_the_same(second, different)
    assert sound_the_same(third, usual)


async def test_a_voice_that_is_missing_is_replaced_by_the_usual_one(voice: TextToSpeech) -> None:
    assert not voice.has_voice("nobody")

    assert sound_the_same(await said(voice, REPLY, "nobody"), await said(voice, REPLY))
