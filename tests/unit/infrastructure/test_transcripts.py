"""Transcripts on their way."""

import pytest

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from infrastructure.adapters.transcripts import Transcripts


def interim(text: str) -> Transcript:
    return Transcript(text, is_final=False)


def final(text: str) -> Transcript:
    return Transcript(text, is_final=True)


async def test_a_newer_interim_transcript_replaces_one_that_was_not_taken() -> None:
    transcripts = Transcripts()
    for transcript in (interim("my"), interim("my router"), final("my router"), final("yes")):
        transcripts.put(transcript)
    transcripts.close()

    assert [transcript async for transcript in transcripts] == [final("my router"), final("yes")]


async def test_a_failure_comes_after_what_was_understood() -> None:
    transcripts = Transcripts()
    transcripts.put(final("yes"))
    transcripts.close(RecognitionFailed("dead"))

    assert await anext(transcripts) == final("yes")
    with pytest.raises(RecognitionFailed):
        await anext(transcripts)


async def test_what_comes_after_the_end_is_nothing() -> None:
    transcripts = Transcripts()
    transcripts.close()
    for late in (interim("my"), final("my router")):
        transcripts.put(late)

    assert [transcript async for transcript in transcripts] == []
