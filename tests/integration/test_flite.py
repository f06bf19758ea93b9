"""flite's library in processes of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import psutil
import pytest

from domain.entities.audio import BYTES_PER_SAMPLE
from domain.errors import SynthesisFailed
from infrastructure.adapters.flite.engine import FliteEngine
from infrastructure.adapters.sentence_voice.lead_in import without_lead_in
from tests.alignment import missing_and_repeated_s

SENTENCE = "The pro plan costs thirty nine euros a month, with ten seats."
A_SYLLABLE_S = 0.12


@pytest.fixture
async def flite() -> AsyncIterator[FliteEngine]:
    engine = FliteEngine("slt", concurrent=2)
    yield engine
    await engine.close()


def processes() -> list[psutil.Process]:
    return psutil.Process().children()


async def test_a_sentence_can_be_gone_on_with_from_any_word(flite: FliteEngine) -> None:
    words = SENTENCE.split()
    whole = await flite.render(SENTENCE)
    assert len(whole.words_ms) == len(words)

    for number in range(1, len(words)):
        rest = without_lead_in(await flite.render(" ".join(words[number:])), flite.sample_rate_hz)
        cut = whole.words_ms[number][0] * flite.sample_rate_hz // 1000 * BYTES_PER_SAMPLE
        missing_s, repeated_s = missing_and_repeated_s(whole.pcm[:cut] + rest.pcm, whole.pcm)

        assert missing_s < A_SYLLABLE_S, words[number]
        assert repeated_s < A_SYLLABLE_S, words[number]


async def test_a_voice_whose_process_was_killed_speaks_on(flite: FliteEngine) -> None:
    usual = await flite.render(SENTENCE)
    for process in processes():
        process.kill()
        process.wait(10)

    assert await flite.render(SENTENCE) == usual


async def test_a_process_that_dies_in_the_middle_of_a_sentence_fails_that_one_only(flite: FliteEngine) -> None:
    await flite.render("one")
    rendering = asyncio.create_task(flite.render(SENTENCE * 20))
    await asyncio.sleep(0.05)
    for process in processes():
        process.kill()

    with pytest.raises(SynthesisFailed, match="in the middle of its work"):
        await rendering
    assert (await flite.render(SENTENCE)).pcm


async def test_who_gives_up_leaves_the_next_ones_in_peace(flite: FliteEngine) -> None:
    usual = await flite.render(SENTENCE)
    for _ in range(4):
        rendering = asyncio.create_task(flite.render(SENTENCE))
        await asyncio.sleep(0.01)
        rendering.cancel()

    assert await flite.render(SENTENCE) == usual


@pytest.mark.parametrize(
    "text", ["- - -", "...", "\ud83d", "a\0b", "Ä “ü” …", "x" * 400, "%s %n $5 </ssml>", "1" * 300]
)
async def test_what_cannot_be_said_does_not_keep_others_from_being_heard(flite: FliteEngine, text: str) -> None:
    with suppress(SynthesisFailed):
        made = await flite.render(text)
        assert len(made.words_ms) == len(text.split())

    assert (await flite.render(SENTENCE)).pcm


async def test_closing_leaves_no_process() -> None:
    before = processes()
    engine = FliteEngine("slt", concurrent=2)
    await asyncio.gather(*(engine.render(SENTENCE) for _ in range(3)))
    assert processes() != before

    await engine.close()

    assert processes() == before
