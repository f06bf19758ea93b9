"""flite's library in processes of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import psutil
import pytest

from domain.entities.audio import BYTES_PER_SAMPLE
from domain.errors import SynthesisFailed
from infrastructure.adapters.flite.engine import FliteEngine
from infrastructure.adapters.flite.synthesis_program import Library, Program
from infrastructure.adapters.flite.text_to_speech import sentences_at_once
from infrastructure.adapters.sentence_voice.lead_in import without_lead_in
from tests.alignment import missing_and_repeated_s

SENTENCE = "The pro plan costs thirty nine euros a month, with ten seats."
A_SYLLABLE_S = 0.12
PROGRAM = "synthesis_program.py"


@pytest.fixture
async def flite() -> AsyncIterator[FliteEngine]:
    engine = FliteEngine("slt", concurrent=2)
    yield engine
    await engine.close()


def processes() -> list[psutil.Process]:
    """Those that speak: a test's process has other children, such as databases."""
    return [each for each in psutil.Process().children() if PROGRAM in " ".join(each.cmdline())]


@pytest.mark.parametrize(("cores", "at_once"), [(0.5, 2), (2, 2), (2.5, 3), (64, 4)])
def test_no_more_sentences_are_made_at_once_than_there_are_cores(cores: float, at_once: int) -> None:
    assert sentences_at_once(cores) == at_once


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
        assert len(made.words_ms) in (0, len(text.replace("\0", " ").split()))

    assert (await flite.render(SENTENCE)).pcm


async def test_what_waits_for_a_process_when_nobody_wants_it_any_more_is_not_made() -> None:
    engine = FliteEngine("slt", concurrent=1)
    await engine.render("one")
    (process,) = processes()
    renderings = [asyncio.create_task(engine.render(SENTENCE * 3)) for _ in range(20)]
    await asyncio.sleep(0.01)
    began_s = sum(process.cpu_times()[:2])
    for rendering in renderings:
        rendering.cancel()
    await engine.render("two")
    took_s = sum(process.cpu_times()[:2]) - began_s
    await engine.close()

    assert took_s < 1.0, "twenty take some four seconds"


async def test_a_process_that_hangs_is_replaced(flite: FliteEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    await flite.render("one")
    for process in processes():
        process.suspend()
    monkeypatch.setattr("infrastructure.adapters.flite.synthesis_process.SENTENCE_DEADLINE_S", 0.2)

    with pytest.raises(SynthesisFailed, match="no sound within"):
        await flite.render(SENTENCE)
    monkeypatch.undo()
    assert (await flite.render(SENTENCE)).pcm


async def test_a_signal_to_all_of_a_services_processes_ends_no_sentence(flite: FliteEngine) -> None:
    await flite.render("one")
    rendering = asyncio.create_task(flite.render(SENTENCE * 3))
    await asyncio.sleep(0.05)
    for process in processes():
        process.terminate()

    assert (await rendering).pcm


def test_the_program_says_the_same_where_there_is_no_library() -> None:
    program, library = Program(), Library()

    assert dict(program.voices()) == dict(library.voices())
    assert (
        program.say("It costs thirty nine euros.", "rms")[0]
        == library.say("It costs thirty nine euros.", "rms")[0]
    )


async def test_closing_leaves_no_process() -> None:
    before = processes()
    engine = FliteEngine("slt", concurrent=2)
    await asyncio.gather(*(engine.render(SENTENCE) for _ in range(3)))
    assert processes() != before

    await engine.close()

    assert processes() == before
