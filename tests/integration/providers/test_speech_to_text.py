"""OpenAI's recogniser against an emulated OpenAI that fails in all ways that Parley knows of."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from starlette.applications import Starlette

from domain.entities.transcript import Transcript
from domain.entities.usage import Unit
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream
from emulators.openai_transcription import OpenAiTranscription
from emulators.script import Act, Fault
from emulators.serving import served
from infrastructure.adapters.openai_transcription.speech_to_text import OpenAiSpeechToText
from tests.spoken import SILENCE_500_MS, pieces, spoken

KEY = "sk-emulated"
WORDS = "what does the pro plan cost"
SOON_S = 0.6
FILE_S = 1.5
ENOUGH_S = 6.0

LIVE_FAULTS = [fault for fault in Fault if fault is not Fault.EMPTY]


@asynccontextmanager
async def listening(
    openai: OpenAiTranscription,
    *,
    key: Callable[[], str] | None = None,
    model: str = "gpt-4o-mini-transcribe",
    session_s: float = 600,
    expected: tuple[str, ...] = (),
) -> AsyncGenerator[RecognitionStream]:
    with served(Starlette(routes=openai.routes())) as address:
        recogniser = OpenAiSpeechToText(
            key or (lambda: KEY),
            model=model,
            base_url=f"http://{address}/v1",
            expected=expected,
            final_s=SOON_S,
            file_s=FILE_S,
            session_s=session_s,
        )
        try:
            yield await recogniser.open()
        finally:
            await asyncio.wait_for(recogniser.close(), ENOUGH_S)


@pytest.fixture
def openai() -> OpenAiTranscription:
    return OpenAiTranscription(key=KEY, hears=lambda _: WORDS)


def say(stream: RecognitionStream, text: str = WORDS) -> None:
    for piece in pieces(spoken(text)):
        stream.push(piece)
    stream.finish_utterance()


async def final(stream: RecognitionStream) -> Transcript:
    async with asyncio.timeout(ENOUGH_S):
        async for transcript in stream:
            if transcript.is_final:
                return transcript
    pytest.fail("the stream ended without a final transcript")


async def nothing_more(stream: RecognitionStream) -> bool:
    """No final transcript comes, for longer than one could still be on its way."""
    try:
        async with asyncio.timeout(2 * SOON_S):
            async for transcript in stream:
                if transcript.is_final:
                    return False
    except TimeoutError:
        return True
    return True


def committed(openai: OpenAiTranscription) -> list[list[int]]:
    """The lengths of sounds that each live connection was given, of those that were given any."""
    return [seen["committed"] for seen in openai.script.seen if isinstance(seen, dict) and seen["committed"]]


@pytest.mark.parametrize("fault", LIVE_FAULTS)
async def test_what_fails_live_is_understood_as_a_file_and_once(openai: OpenAiTranscription, fault: Fault) -> None:
    openai.script.usual = Act(fault)
    async with listening(openai) as stream:
        say(stream)

        assert (await final(stream)).text == WORDS
        assert await nothing_more(stream)
    assert len(openai.file_script.seen) == 1


@pytest.mark.parametrize("file_fault", [fault for fault in Fault if fault is not Fault.EMPTY])
async def test_when_the_file_fails_too_the_stream_says_so_without_the_key(
    openai: OpenAiTranscription, file_fault: Fault
) -> None:
    openai.script.usual = Act(Fault.SERVER_ERROR)
    openai.file_script.usual = Act(file_fault)
    async with listening(openai) as stream:
        say(stream)
        with pytest.raises(
            RecognitionFailed, match=r"OpenAI transcription: live, .*HTTP 500.*; as a file, "
        ) as failure:
            await final(stream)

    assert KEY not in str(failure.value)
    assert WORDS not in str(failure.value)
    assert "sk-" not in str(failure.value)


async def test_a_refused_connection_ends_the_stream_soon() -> None:
    recogniser = OpenAiSpeechToText(lambda: "sk-emulated", base_url="http://127.0.0.1:9/v1")
    stream = await recogniser.open()
    say(stream)
    with pytest.raises(RecognitionFailed, match="cannot be reached"):
        await asyncio.wait_for(final(stream), 1)
    await recogniser.close()


async def test_making_ready_says_when_there_is_no_connection(openai: OpenAiTranscription) -> None:
    openai.script.usual = Act(Fault.RATE_LIMITED)
    with served(Starlette(routes=openai.routes())) as address:
        recogniser = OpenAiSpeechToText(lambda: KEY, base_url=f"http://{address}/v1")
        with pytest.raises(RecognitionFailed, match="HTTP 429: the rate limit"):
            await recogniser.warm()
        await recogniser.close()


async def test_a_stream_opens_at_once_where_connecting_takes_long(openai: OpenAiTranscription) -> None:
    openai.script.usual = Act(Fault.NEVER_ANSWERS)
    with served(Starlette(routes=openai.routes())) as address:
        recogniser = OpenAiSpeechToText(lambda: KEY, base_url=f"http://{address}/v1")
        await asyncio.wait_for(recogniser.open(), 0.1)
        await asyncio.wait_for(recogniser.close(), ENOUGH_S)


@pytest.mark.parametrize("fault", [Fault.DROPS, Fault.STALLS, Fault.GARBAGE, Fault.HUGE])
async def test_after_a_broken_connection_the_next_utterance_is_live_again(
    openai: OpenAiTranscription, fault: Fault
) -> None:
    openai.script.acts.append(Act(fault))
    async with listening(openai) as stream:
        for _ in range(2):
            say(stream)
            await final(stream)

    assert [len(lengths) for lengths in committed(openai)] == [1, 1]
    assert len(openai.file_script.seen) == 1


async def test_sound_is_not_lost_when_the_connection_breaks_while_two_utterances_wait(
    openai: OpenAiTranscription,
) -> None:
    openai.script.acts.append(Act(Fault.DROPS))
    async with listening(openai) as stream:
        say(stream)
        say(stream)

        assert [(await final(stream)).text for _ in range(2)] == [WORDS, WORDS]


async def test_a_session_that_expires_between_utterances_is_replaced(openai: OpenAiTranscription) -> None:
    openai.upsets.utterances_a_session = 1
    async with listening(openai) as stream:
        for _ in range(3):
            say(stream)
            assert (await final(stream)).text == WORDS
            assert await nothing_more(stream)

    assert len(committed(openai)) == 3
    assert not openai.file_script.seen


async def test_an_old_connection_is_replaced_between_utterances(openai: OpenAiTranscription) -> None:
    async with listening(openai, session_s=0) as stream:
        for _ in range(2):
            say(stream)
            await final(stream)

    assert len(committed(openai)) == 2


async def test_a_live_answer_that_comes_late_is_not_taken_for_the_next_utterance() -> None:
    openai = OpenAiTranscription("the file's", "the late one's", "the second's")
    openai.script.acts.append(Act(first_s=2 * SOON_S))
    async with listening(openai) as stream:
        say(stream)
        first = await final(stream)
        await asyncio.sleep(2 * SOON_S)
        openai.hearing.texts.clear()
        openai.hearing.texts.append("the second's")
        say(stream)

        assert (first.text, (await final(stream)).text) == ("the file's", "the second's")
        assert await nothing_more(stream)


async def test_an_utterance_that_openai_reports_as_failed_is_sent_as_a_file(openai: OpenAiTranscription) -> None:
    openai.upsets.failing = 1
    async with listening(openai) as stream:
        say(stream)

        assert (await final(stream)).text == WORDS
    assert len(openai.file_script.seen) == 1


@pytest.mark.parametrize("is_live", [True, False])
async def test_no_words_give_no_transcript(openai: OpenAiTranscription, is_live: bool) -> None:
    openai.script.usual = Act(Fault.EMPTY if is_live else Fault.SERVER_ERROR)
    openai.file_script.usual = Act(Fault.EMPTY)
    async with listening(openai) as stream:
        say(stream)

        assert await nothing_more(stream)
    assert len(openai.file_script.seen) == (0 if is_live else 1)


async def test_what_an_utterance_without_words_used_is_told_at_once() -> None:
    async with listening(OpenAiTranscription("", WORDS)) as stream:
        say(stream)
        told = await asyncio.wait_for(anext(aiter(stream)), 10)

    assert (told.text, told.is_final) == ("", False)
    assert [one.unit for one in told.used] == [Unit.AUDIO_INPUT_TOKENS]


@pytest.mark.parametrize("fault", [None, Fault.SERVER_ERROR])
async def test_reported_tokens_are_told(openai: OpenAiTranscription, fault: Fault | None) -> None:
    openai.script.usual = Act(fault)
    async with listening(openai) as stream:
        say(stream)
        used = (await final(stream)).used

    assert all(one.is_reported and one.provider == "openai" for one in used)
    amounts = {one.unit: one.amount for one in used}
    assert amounts[Unit.OUTPUT_TOKENS] == 6
    assert amounts[Unit.AUDIO_INPUT_TOKENS] > 15


@pytest.mark.parametrize("fault", [None, Fault.SERVER_ERROR])
async def test_where_nothing_is_reported_seconds_are_counted(
    openai: OpenAiTranscription, fault: Fault | None
) -> None:
    openai.script.usual = Act(fault)
    openai.hearing.has_usage = False
    async with listening(openai) as stream:
        say(stream)
        (used,) = (await final(stream)).used

    assert not used.is_reported
    assert used.unit is Unit.SECONDS_HEARD
    assert Decimal("1.5") < used.amount < Decimal("3.5")


async def test_sound_that_was_taken_but_not_answered_is_counted_too(openai: OpenAiTranscription) -> None:
    openai.script.usual = Act(Fault.STALLS)
    async with listening(openai) as stream:
        say(stream)
        used = (await final(stream)).used

    assert [one.is_reported for one in used] == [False, True, True]


async def test_silence_is_not_sent(openai: OpenAiTranscription) -> None:
    async with listening(openai) as stream:
        for _ in range(20):
            stream.push(SILENCE_500_MS)
        say(stream)
        await final(stream)

    assert sum(committed(openai)[0]) < 3_500


async def test_a_new_key_counts_without_a_restart(openai: OpenAiTranscription) -> None:
    keys = ["sk-old"]
    with served(Starlette(routes=openai.routes())) as address:
        recogniser = OpenAiSpeechToText(lambda: keys[0], base_url=f"http://{address}/v1", final_s=SOON_S)
        refused = await recogniser.open()
        say(refused)
        with pytest.raises(RecognitionFailed, match="check the OpenAI key"):
            await final(refused)
        keys[0] = KEY
        stream = await recogniser.open()
        say(stream)

        assert (await final(stream)).text == WORDS
        await recogniser.close()


async def test_the_log_has_neither_key_nor_words_when_it_tells_all(
    openai: OpenAiTranscription, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    openai.upsets.failing = 1
    async with listening(openai) as stream:
        say(stream)
        await final(stream)

    ours = "\n".join(record.getMessage() for record in caplog.records if "uvicorn" not in record.name)
    assert "Connecting to WebSocket API" in ours
    assert KEY not in ours
    assert WORDS not in ours


async def test_a_missing_key_opens_no_stream() -> None:
    recogniser = OpenAiSpeechToText(lambda: "")
    with pytest.raises(RecognitionFailed, match="no key"):
        await recogniser.open()
    await recogniser.close()


async def test_expected_words_are_told_live_and_with_the_file(openai: OpenAiTranscription) -> None:
    openai.upsets.failing = 1
    async with listening(openai, expected=("Parley", "Brightline")) as stream:
        say(stream)
        await final(stream)

    assert "Parley, Brightline" in str(openai.script.seen[0])
    assert "Parley, Brightline" in str(openai.file_script.seen[0])


async def test_closing_does_not_wait_for_an_answer(openai: OpenAiTranscription) -> None:
    openai.script.usual = Act(Fault.STALLS)
    async with listening(openai) as stream:
        say(stream)
        await anext(aiter(stream))
        await asyncio.wait_for(stream.close(), SOON_S)

        assert await anext(aiter(stream), None) is None
