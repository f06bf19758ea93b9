"""The promises of the port `SpeechToText`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from starlette.applications import Starlette

from domain.entities.transcript import Transcript
from domain.errors import RecognitionFailed
from domain.interfaces.stt import RecognitionStream, SpeechToText
from emulators.openai_hearing import RealEar
from emulators.openai_transcription import OpenAiTranscription
from emulators.serving import served
from infrastructure.adapters.openai_transcription.speech_to_text import OpenAiSpeechToText
from infrastructure.adapters.pocketsphinx.speech_to_text import PocketsphinxSpeechToText
from tests.fakes.stt import FakeSpeechToText
from tests.spoken import SILENCE_500_MS, pieces, spoken

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "what does the pro plan cost"
DEADLINE_S = 30


KINDS = ["fake", "pocketsphinx", "openai"]


@pytest.fixture(scope="module")
def make() -> Iterator[Callable[[str], SpeechToText]]:
    """Makes a recogniser of a kind. The emulated OpenAI understands what is really said."""
    openai = OpenAiTranscription(hears=RealEar())
    with served(Starlette(routes=openai.routes())) as address:

        def recogniser(kind: str) -> SpeechToText:
            match kind:
                case "fake":
                    return FakeSpeechToText([QUESTION, QUESTION])
                case "openai":
                    url = f"http://{address}/v1"
                    return OpenAiSpeechToText(
                        lambda: "sk-emulated", model="gpt-live-transcribe", base_url=url, final_s=DEADLINE_S
                    )
                case _:
                    return PocketsphinxSpeechToText(adapt=False, warm_decoders=1, max_decoders=2)

        yield recogniser


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def recogniser(
    request: pytest.FixtureRequest, make: Callable[[str], SpeechToText]
) -> AsyncIterator[SpeechToText]:
    made = make(request.param)
    yield made
    await made.close()


@asynccontextmanager
async def listening(recogniser: SpeechToText) -> AsyncGenerator[RecognitionStream]:
    stream = await recogniser.open()
    try:
        yield stream
    finally:
        await stream.close()


def say(stream: RecognitionStream, text: str = QUESTION) -> None:
    for piece in pieces(spoken(text)):
        stream.push(piece)
    stream.finish_utterance()


async def next_final(transcripts: AsyncIterator[Transcript]) -> tuple[list[Transcript], Transcript]:
    """The interim transcripts before it, and it."""
    interim: list[Transcript] = []
    async with asyncio.timeout(DEADLINE_S):
        async for transcript in transcripts:
            if transcript.is_final:
                return interim, transcript
            interim.append(transcript)
    pytest.fail("the stream ended without a final transcript")


async def test_a_sentence_gives_its_words(recogniser: SpeechToText) -> None:
    async with listening(recogniser) as stream:
        say(stream)
        _, final = await next_final(aiter(stream))

    assert final.text == QUESTION


async def test_interim_transcripts_come_before_the_final_one(recogniser: SpeechToText) -> None:
    async with listening(recogniser) as stream:
        transcripts = aiter(stream)
        for piece in pieces(spoken(QUESTION)):
            stream.push(piece)
        first = await asyncio.wait_for(anext(transcripts), DEADLINE_S)
        stream.finish_utterance()
        await next_final(transcripts)

    assert not first.is_final
    assert first.text


async def test_silence_gives_no_transcript(recogniser: SpeechToText) -> None:
    async with listening(recogniser) as stream:
        for _ in range(6):
            stream.push(SILENCE_500_MS)
        stream.finish_utterance()
        say(stream)
        _, first = await next_final(aiter(stream))

    assert first.text == QUESTION


async def test_finishing_again_before_new_speech_does_nothing(recogniser: SpeechToText) -> None:
    async with listening(recogniser) as stream:
        transcripts = aiter(stream)
        say(stream)
        stream.finish_utterance()
        await next_final(transcripts)
        stream.finish_utterance()
        say(stream)
        _, second = await next_final(transcripts)

    assert second.text == QUESTION


async def test_pieces_may_have_any_length(recogniser: SpeechToText) -> None:
    async with listening(recogniser) as stream:
        for piece in pieces(spoken(QUESTION), 1_999):
            stream.push(piece)
        stream.finish_utterance()
        _, final = await next_final(aiter(stream))

    assert final.text == QUESTION


async def test_two_callers_are_understood_at_the_same_time(recogniser: SpeechToText) -> None:
    async with listening(recogniser) as one, listening(recogniser) as other:
        say(one)
        say(other)
        finals = await asyncio.gather(next_final(aiter(one)), next_final(aiter(other)))

    assert [final.text for _, final in finals] == [QUESTION, QUESTION]


async def test_the_iterator_ends_after_close(recogniser: SpeechToText) -> None:
    stream = await recogniser.open()
    transcripts = aiter(stream)
    await stream.close()

    assert await asyncio.wait_for(anext(transcripts, None), DEADLINE_S) is None


async def test_closing_twice_is_no_error(recogniser: SpeechToText) -> None:
    stream = await recogniser.open()
    await stream.close()
    await stream.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_closing_the_recogniser_ends_its_streams(kind: str, make: Callable[[str], SpeechToText]) -> None:
    recogniser = make(kind)
    transcripts = aiter(await recogniser.open())
    await recogniser.close()

    assert await asyncio.wait_for(anext(transcripts, None), DEADLINE_S) is None


@pytest.mark.parametrize("kind", KINDS)
async def test_a_closed_recogniser_opens_no_stream(kind: str, make: Callable[[str], SpeechToText]) -> None:
    recogniser = make(kind)
    await recogniser.close()

    with pytest.raises(RecognitionFailed):
        await recogniser.open()
