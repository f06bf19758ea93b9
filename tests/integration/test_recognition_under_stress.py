"""pocketsphinx when decoders die, and when more people talk than there are decoders."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable

import psutil
import pytest

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from tests.spoken import pieces, spoken

QUESTION = "what does the pro plan cost"


Decoders = Callable[[], list[psutil.Process]]


def all_decoders() -> list[psutil.Process]:
    processes = psutil.process_iter(["ppid", "cmdline"])
    return [
        process
        for process in processes
        if process.info["ppid"] == os.getpid() and "decoder_program.py" in " ".join(process.info["cmdline"] or ())
    ]


@pytest.fixture
def decoders() -> Decoders:
    """Those that the test has started: other tests may keep recognisers of their own."""
    others = {process.pid for process in all_decoders()}
    return lambda: [process for process in all_decoders() if process.pid not in others]


@pytest.fixture
async def recogniser(decoders: Decoders) -> AsyncIterator[PocketsphinxSpeechToText]:
    made = PocketsphinxSpeechToText(adapt=False, warm_decoders=1, max_decoders=1)
    await made.warm()
    yield made
    await made.close()


async def final(transcripts: AsyncIterator[Transcript]) -> str:
    async with asyncio.timeout(60):
        async for transcript in transcripts:
            if transcript.is_final:
                return transcript.text
    return ""


async def test_an_utterance_whose_decoder_dies_is_understood_all_the_same(
    recogniser: PocketsphinxSpeechToText, decoders: Decoders
) -> None:
    stream = await recogniser.open()
    transcripts = aiter(stream)
    first, *others = pieces(spoken(QUESTION), 32_000)
    stream.push(first)
    await anext(transcripts)
    decoders()[0].kill()
    for piece in others:
        stream.push(piece)
    stream.finish_utterance()

    assert await final(transcripts) == QUESTION


async def test_a_caller_is_understood_by_the_decoder_that_there_is_when_no_other_can_be_started(
    decoders: Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    recogniser = PocketsphinxSpeechToText(adapt=False, warm_decoders=2, max_decoders=2)
    stream = await recogniser.open()
    transcripts = aiter(stream)
    first, *others = pieces(spoken(QUESTION), 32_000)
    stream.push(first)
    await anext(transcripts)
    for decoder in decoders():
        decoder.kill()
    for piece in others:
        stream.push(piece)
    stream.finish_utterance()
    assert await final(transcripts) == QUESTION
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    other = await recogniser.open()
    for piece in pieces(spoken(QUESTION)):
        other.push(piece)
    other.finish_utterance()

    assert await final(aiter(other)) == QUESTION
    await recogniser.close()


async def test_where_no_decoder_can_be_started_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    recogniser = PocketsphinxSpeechToText(adapt=False)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(RecognitionFailed, match="a decoder cannot be started: No such file or directory"):
        await recogniser.open()
    await recogniser.close()


async def test_more_callers_than_decoders_are_all_understood(
    recogniser: PocketsphinxSpeechToText, decoders: Decoders
) -> None:
    streams = [await recogniser.open() for _ in range(5)]
    for stream in streams:
        stream.push(spoken(QUESTION))
        stream.finish_utterance()

    assert await asyncio.gather(*(final(aiter(stream)) for stream in streams)) == [QUESTION] * 5
    assert len(decoders()) == 1


async def test_a_caller_who_hangs_up_in_mid_utterance_leaves_the_decoder_to_others(
    recogniser: PocketsphinxSpeechToText,
) -> None:
    leaving, staying = await recogniser.open(), await recogniser.open()
    leaving.push(spoken(QUESTION)[:48_000])
    await anext(aiter(leaving))
    await leaving.close()
    staying.push(spoken(QUESTION))
    staying.finish_utterance()

    assert await final(aiter(staying)) == QUESTION


async def test_closing_the_recogniser_leaves_no_process(
    recogniser: PocketsphinxSpeechToText, decoders: Decoders
) -> None:
    stream = await recogniser.open()
    stream.push(spoken(QUESTION)[:48_000])
    await anext(aiter(stream))
    await recogniser.close()

    assert decoders() == []


async def test_a_stream_fails_when_no_decoder_can_be_had(
    recogniser: PocketsphinxSpeechToText, decoders: Decoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = await recogniser.open()
    decoders()[0].kill()
    monkeypatch.setattr("sys.executable", "/bin/false")
    stream.push(spoken(QUESTION))
    stream.finish_utterance()

    with pytest.raises(RecognitionFailed):
        await final(aiter(stream))
