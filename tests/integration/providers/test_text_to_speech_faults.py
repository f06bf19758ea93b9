"""Voices whose provider breaks, in each way that it may."""

import asyncio
import time
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from domain.interfaces.tts import TextToSpeech
from emulators.elevenlabs import ElevenLabs
from emulators.openai_speech import OpenAiSpeech
from emulators.script import Act, Fault, Script
from emulators.serving import served
from infrastructure.adapters.elevenlabs.text_to_speech import ElevenLabsTextToSpeech
from infrastructure.adapters.openai_speech.text_to_speech import OpenAiTextToSpeech

KEY = "sk-secret-0123456789"
REPLY = "My password is swordfish, they said. And so it was."
DEADLINE_S = 1.2
"""Longer than a busy machine keeps the emulator from refusing, which it does at once."""

SLACK_S = 0.5

REASON = {
    Fault.UNAUTHORISED: r"refuses the key \(401\)",
    Fault.RATE_LIMITED: r"allows no more requests for .* \(429\)",
    Fault.SERVER_ERROR: r"failure of its own \(500\)",
    Fault.NEVER_ANSWERS: "sent no sound",
    Fault.LATE: "sent no sound",
    Fault.STALLS: "sent no more sound",
    Fault.DROPS: "broke off|failure of its own",
    Fault.GARBAGE: "no part of its protocol|gave no sound|instead of sound",
    Fault.HUGE: "far more than the text takes",
    Fault.EMPTY: "gave no sound",
}


@dataclass
class Breaking:
    voice: TextToSpeech
    script: Script


@contextmanager
def elevenlabs(*, opens_sockets: bool = True) -> Generator[Breaking]:
    emulator = ElevenLabs(opens_sockets=opens_sockets)
    with served(Starlette(routes=emulator.routes())) as address:
        voice = ElevenLabsTextToSpeech(
            lambda: KEY,
            voice_id="usual-voice",
            base_url=f"http://{address}",
            first_byte_s=DEADLINE_S,
            stall_s=DEADLINE_S,
        )
        yield Breaking(voice, emulator.script)


@contextmanager
def elevenlabs_over_http() -> Generator[Breaking]:
    with elevenlabs(opens_sockets=False) as breaking:
        yield breaking


@contextmanager
def openai_speech() -> Generator[Breaking]:
    emulator = OpenAiSpeech()
    with served(Starlette(routes=emulator.routes())) as address:
        voice = OpenAiTextToSpeech(
            lambda: KEY, base_url=f"http://{address}/v1", first_byte_s=DEADLINE_S, stall_s=DEADLINE_S
        )
        yield Breaking(voice, emulator.script)


@pytest.fixture(params=[elevenlabs, elevenlabs_over_http, openai_speech])
async def breaking(request: pytest.FixtureRequest) -> AsyncIterator[Breaking]:
    with request.param() as made:
        yield made
        await made.voice.close()


async def written(text: str = REPLY) -> AsyncGenerator[str]:
    yield text


async def said(voice: TextToSpeech) -> list[SpeechChunk]:
    return [chunk async for chunk in voice.speak(written())]


def words(chunks: list[SpeechChunk]) -> str:
    return "".join(word.text for chunk in chunks for word in chunk.words)


@pytest.mark.parametrize("fault", list(Fault))
async def test_a_fault_is_named_in_time_and_tells_no_secret(breaking: Breaking, fault: Fault) -> None:
    await said(breaking.voice)  # so that the emulator has its sound ready
    breaking.script.usual = Act(fault, retry_after_s=7)

    began = time.monotonic()
    with pytest.raises(SynthesisFailed, match=REASON[fault]) as raised:
        await said(breaking.voice)

    assert time.monotonic() - began < 2 * DEADLINE_S + SLACK_S
    told = "".join(traceback.format_exception(raised.value))
    assert KEY not in told
    assert "swordfish" not in told


@pytest.mark.parametrize("fault", [Fault.STALLS, Fault.DROPS])
async def test_what_came_before_a_fault_stands(breaking: Breaking, fault: Fault) -> None:
    breaking.script.usual = Act(fault, pieces=5)
    heard: list[SpeechChunk] = []

    async def hear() -> None:
        async for chunk in breaking.voice.speak(written()):
            heard.append(chunk)  # noqa: PERF401  # what came before the error counts

    with pytest.raises(SynthesisFailed):
        await hear()

    assert REPLY.startswith(words(heard))
    assert words(heard).startswith("My ")
    assert not words(heard).endswith("said. ")


@pytest.mark.parametrize("fault", list(Fault))
async def test_the_reply_after_a_fault_is_whole(breaking: Breaking, fault: Fault) -> None:
    breaking.script.acts.append(Act(fault))
    with pytest.raises(SynthesisFailed):
        await said(breaking.voice)
    breaking.script.acts.clear()

    assert words(await said(breaking.voice)) == REPLY


@pytest.mark.parametrize("fault", [Fault.NEVER_ANSWERS, Fault.STALLS, Fault.LATE])
async def test_closing_does_not_wait_for_a_provider_that_hangs(breaking: Breaking, fault: Fault) -> None:
    breaking.script.usual = Act(fault)

    async def listen() -> None:
        async with aclosing(breaking.voice.speak(written())) as chunks:
            async for _ in chunks:
                pass

    listening = asyncio.create_task(listen())
    await asyncio.sleep(DEADLINE_S / 2)
    began = time.monotonic()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    assert listening.cancelled()
    assert time.monotonic() - began < DEADLINE_S / 3


async def test_a_pause_of_the_writer_is_no_fault_of_the_provider(breaking: Breaking) -> None:
    async def pausing() -> AsyncGenerator[str]:
        yield "One moment. "
        await asyncio.sleep(3 * DEADLINE_S)
        yield "Here it is."

    chunks = [chunk async for chunk in breaking.voice.speak(pausing())]

    assert words(chunks) == "One moment. Here it is."


async def test_a_listener_may_take_its_time(breaking: Breaking) -> None:
    chunks: list[SpeechChunk] = []
    async for chunk in breaking.voice.speak(written()):
        if not chunks:
            await asyncio.sleep(3 * DEADLINE_S)
        chunks.append(chunk)

    assert words(chunks) == REPLY


async def test_slow_sound_is_given_as_it_comes(breaking: Breaking) -> None:
    await said(breaking.voice)
    breaking.script.usual = Act(between_s=DEADLINE_S / 5)

    began = time.monotonic()
    async with aclosing(breaking.voice.speak(written())) as chunks:
        await anext(chunks)

    assert time.monotonic() - began < DEADLINE_S


@pytest.mark.parametrize("made", [ElevenLabsTextToSpeech, OpenAiTextToSpeech])
@pytest.mark.parametrize(
    ("key", "reason"), [("", "the key"), ("sk-\N{SNOWMAN}", "the key"), ("sk\n-1", "the key")]
)
async def test_what_is_no_key_is_not_sent(made: type[TextToSpeech], key: str, reason: str) -> None:
    voice = _unreachable(made, key)

    with pytest.raises(SynthesisFailed, match=reason):
        await said(voice)

    await voice.close()


@pytest.mark.parametrize("made", [ElevenLabsTextToSpeech, OpenAiTextToSpeech])
async def test_a_refused_connection_is_named_at_once(made: type[TextToSpeech]) -> None:
    voice = _unreachable(made, KEY)

    began = time.monotonic()
    with pytest.raises(SynthesisFailed, match="cannot be reached: check the base URL"):
        await said(voice)

    assert time.monotonic() - began < 1
    await voice.close()


def _unreachable(made: type[TextToSpeech], key: str) -> TextToSpeech:
    """Port 9 of this machine: nobody listens there."""
    if made is ElevenLabsTextToSpeech:
        return ElevenLabsTextToSpeech(lambda: key, voice_id="usual-voice", base_url="http://127.0.0.1:9")
    return OpenAiTextToSpeech(lambda: key, base_url="http://127.0.0.1:9/v1")
