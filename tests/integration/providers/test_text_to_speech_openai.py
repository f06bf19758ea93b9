"""OpenAI's speech: what is asked, when, and how its sound becomes ours."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from decimal import Decimal

import numpy as np
import pytest
from starlette.applications import Starlette

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from emulators.openai_speech import OpenAiSpeech
from emulators.script import Act
from emulators.serving import served
from emulators.utterances import utterance
from infrastructure.adapters.openai_speech.text_to_speech import OpenAiTextToSpeech

REPLY = "It costs 49.90 euros a month. Shall I order it? It takes a minute."


@pytest.fixture
def emulator() -> OpenAiSpeech:
    return OpenAiSpeech(keys={"right"})


@pytest.fixture
async def address(emulator: OpenAiSpeech) -> AsyncIterator[str]:
    with served(Starlette(routes=emulator.routes())) as at:
        yield f"http://{at}/v1"


@pytest.fixture
async def voice(address: str) -> AsyncIterator[OpenAiTextToSpeech]:
    made = OpenAiTextToSpeech(lambda: "right", base_url=address)
    yield made
    await made.close()


async def written(text: str = REPLY) -> AsyncGenerator[str]:
    for at in range(0, len(text), 9):
        yield text[at : at + 9]


async def said(voice: OpenAiTextToSpeech, text: str = REPLY) -> list[SpeechChunk]:
    return [chunk async for chunk in voice.speak(written(text))]


async def test_a_sentence_is_asked_for_in_its_spoken_form(
    voice: OpenAiTextToSpeech, emulator: OpenAiSpeech
) -> None:
    await said(voice, "It is **€49.90**.")

    sent = "It is forty-nine euros ninety."
    assert emulator.script.seen == [
        {"model": "gpt-4o-mini-tts", "voice": "alloy", "input": sent, "response_format": "pcm"}
    ]


async def test_resampling_keeps_the_speech(voice: OpenAiTextToSpeech) -> None:
    chunks = await said(voice, "Good morning.")
    heard = np.frombuffer(b"".join(chunk.pcm for chunk in chunks), "<i2").astype(float)
    spoken = np.frombuffer(utterance("Good morning.", "slt"), "<i2").astype(float)

    assert len(heard) == pytest.approx(len(spoken), abs=160)
    shared = min(len(heard), len(spoken))
    assert np.corrcoef(heard[:shared], spoken[:shared])[0, 1] > 0.95


async def test_the_next_sentence_is_asked_for_while_one_plays(
    voice: OpenAiTextToSpeech, emulator: OpenAiSpeech
) -> None:
    async with aclosing(voice.speak(written())) as chunks:
        await anext(chunks)
        async with asyncio.timeout(2):
            while len(emulator.script.seen) < 2:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)

    assert len(emulator.script.seen) == 2


async def test_slow_requests_are_made_side_by_side(voice: OpenAiTextToSpeech, emulator: OpenAiSpeech) -> None:
    await said(voice)
    emulator.script.usual = Act(first_s=0.3)

    began = time.monotonic()
    await said(voice)

    assert time.monotonic() - began < 0.85


async def test_characters_are_counted_as_they_are_sent(voice: OpenAiTextToSpeech) -> None:
    used = [each for chunk in await said(voice, "Yes. It is €5.") for each in chunk.used]

    assert sum(each.amount for each in used) == Decimal(len("Yes.") + len("It is five euros."))
    assert {(each.provider, each.model) for each in used} == {("openai", "gpt-4o-mini-tts")}


async def test_the_pace_of_a_voice_is_learnt(voice: OpenAiTextToSpeech) -> None:
    """Once it is, the words of a sentence are spread over its sound rather than crowded at its end."""
    text = "The quick brown fox jumps over the lazy dog and never looks back again."
    for _ in range(3):
        await said(voice, text)
    begins_ms, ends_ms = 0.0, list[float]()
    for chunk in await said(voice, text):
        ends_ms += [begins_ms + word.end_ms for word in chunk.words]
        begins_ms += chunk.duration_ms

    halfway = ends_ms[len(ends_ms) // 2]
    assert 0.35 < halfway / begins_ms < 0.65


async def test_warming_opens_a_connection_and_says_nothing(
    voice: OpenAiTextToSpeech, emulator: OpenAiSpeech
) -> None:
    await voice.warm()

    assert emulator.script.seen == []


async def test_a_changed_key_counts_from_the_next_request_on(address: str) -> None:
    keys = ["wrong"]
    voice = OpenAiTextToSpeech(lambda: keys[-1], base_url=address)
    with pytest.raises(SynthesisFailed, match="refuses the key"):
        await said(voice)
    keys.append("right")

    assert await said(voice)
    await voice.close()
