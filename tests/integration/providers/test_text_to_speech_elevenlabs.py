"""ElevenLabs: its connections, its times of words, and the emulator before its own SDK."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from decimal import Decimal

import httpx
import pytest
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.client import ElevenLabs as SyncElevenLabs
from starlette.applications import Starlette

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from emulators.elevenlabs import ElevenLabs
from emulators.serving import served
from emulators.utterances import utterance
from infrastructure.adapters.elevenlabs.text_to_speech import ElevenLabsTextToSpeech

REPLY = "It costs 49.90 euros a month. Shall I order it?"


@pytest.fixture
def emulator() -> ElevenLabs:
    return ElevenLabs(keys={"right"})


@pytest.fixture
async def address(emulator: ElevenLabs) -> AsyncIterator[str]:
    with served(Starlette(routes=emulator.routes())) as at:
        yield f"http://{at}"


@pytest.fixture
async def voice(address: str) -> AsyncIterator[ElevenLabsTextToSpeech]:
    made = ElevenLabsTextToSpeech(lambda: "right", voice_id="usual-voice", base_url=address)
    yield made
    await made.close()


async def written(text: str = REPLY) -> AsyncGenerator[str]:
    for at in range(0, len(text), 9):
        yield text[at : at + 9]


async def said(voice: ElevenLabsTextToSpeech, text: str = REPLY) -> list[SpeechChunk]:
    return [chunk async for chunk in voice.speak(written(text))]


def words(chunks: list[SpeechChunk]) -> str:
    return "".join(word.text for chunk in chunks for word in chunk.words)


async def test_the_text_is_made_fit_to_speak_before_it_is_sent(
    voice: ElevenLabsTextToSpeech, emulator: ElevenLabs
) -> None:
    chunks = await said(voice, "It is **€49.90**.")

    sent = "It is forty-nine euros ninety. "
    assert emulator.script.seen == [{"voice": "usual-voice", "text": sent, "flush": True}]
    assert words(chunks) == "It is **€49.90**."


async def test_the_sound_is_the_providers_sample_by_sample(voice: ElevenLabsTextToSpeech) -> None:
    chunks = await said(voice, "Good morning.")

    assert b"".join(chunk.pcm for chunk in chunks) == utterance("Good morning.", "slt")


@pytest.mark.parametrize("opens_sockets", [True, False])
async def test_words_end_when_the_provider_says_so(
    voice: ElevenLabsTextToSpeech, emulator: ElevenLabs, opens_sockets: bool
) -> None:
    emulator.opens_sockets = opens_sockets
    begins_ms, ends_ms = 0.0, dict[str, float]()
    for chunk in await said(voice, "Good morning."):
        ends_ms |= {word.text: begins_ms + word.end_ms for word in chunk.words}
        begins_ms += chunk.duration_ms

    sent = len("Good morning.") + (1 if opens_sockets else 0)
    assert ends_ms["Good "] == pytest.approx(begins_ms * len("Good") / sent, abs=15)
    assert ends_ms["morning."] == pytest.approx(begins_ms * len("Good morning.") / sent, abs=15)


async def test_without_times_all_words_still_come(voice: ElevenLabsTextToSpeech, emulator: ElevenLabs) -> None:
    emulator.aligns = False

    assert words(await said(voice)) == REPLY


async def test_characters_are_counted_as_they_are_sent(voice: ElevenLabsTextToSpeech) -> None:
    used = [each for chunk in await said(voice) for each in chunk.used]

    sent = "It costs forty-nine euros ninety a month." + "Shall I order it?"
    assert sum(each.amount for each in used) == Decimal(len(sent))
    assert {(each.provider, each.model, each.is_reported) for each in used} == {
        ("elevenlabs", "eleven_flash_v2_5", False)
    }


async def test_a_reply_takes_the_socket_that_was_opened_ahead(
    voice: ElevenLabsTextToSpeech, emulator: ElevenLabs
) -> None:
    await voice.warm()
    await voice.warm()
    opened_ahead = emulator.sockets
    assert words(await said(voice)) == REPLY

    assert (opened_ahead, emulator.sockets) == (1, 1)


async def test_a_socket_that_was_opened_with_another_key_is_not_used(address: str, emulator: ElevenLabs) -> None:
    keys = ["right"]
    emulator.keys.add("new")
    voice = ElevenLabsTextToSpeech(lambda: keys[-1], voice_id="usual-voice", base_url=address)
    await voice.warm()
    keys.append("new")

    assert words(await said(voice)) == REPLY
    assert emulator.sockets == 2
    await voice.close()


async def test_a_changed_key_counts_from_the_next_reply_on(address: str) -> None:
    keys = ["wrong"]
    voice = ElevenLabsTextToSpeech(lambda: keys[-1], voice_id="usual-voice", base_url=address)
    with pytest.raises(SynthesisFailed, match="refuses the key"):
        await said(voice)
    keys.append("right")

    assert words(await said(voice)) == REPLY
    await voice.close()


async def test_a_voice_that_the_provider_lacks_is_named(address: str) -> None:
    voice = ElevenLabsTextToSpeech(lambda: "right", voice_id="nobody", base_url=address)

    with pytest.raises(SynthesisFailed, match="does not know the model or the voice"):
        await said(voice)
    await voice.close()


async def test_the_websocket_is_not_tried_again_for_a_while(
    voice: ElevenLabsTextToSpeech, emulator: ElevenLabs
) -> None:
    emulator.opens_sockets = False
    assert words(await said(voice)) == REPLY
    emulator.opens_sockets = True

    assert words(await said(voice)) == REPLY
    assert emulator.sockets == 0


async def test_the_sdk_finds_its_own_service(address: str, emulator: ElevenLabs) -> None:
    async with httpx.AsyncClient() as http:
        client = AsyncElevenLabs(api_key="right", base_url=address, httpx_client=http)
        listed = await client.voices.get_all()
        streamed = client.text_to_speech.stream("usual-voice", text="Good morning.", output_format="pcm_16000")
        sound = b"".join([piece async for piece in streamed])

    assert {each.voice_id for each in listed.voices} == set(emulator.voices)
    assert sound == utterance("Good morning.", "slt")


@pytest.mark.filterwarnings("ignore:ConnectionClosed.code is deprecated:DeprecationWarning")
async def test_the_sdks_own_websocket_client_is_spoken_to(address: str) -> None:
    def spoken() -> bytes:
        with httpx.Client() as http:
            client = SyncElevenLabs(api_key="right", base_url=address, httpx_client=http)
            # It knows no websocket without TLS.
            client.text_to_speech._ws_base_url = address  # pyright: ignore[reportPrivateUsage]
            pieces = client.text_to_speech.convert_realtime(
                "usual-voice",
                text=iter(["Good ", "morning."]),
                model_id="eleven_flash_v2_5",
                output_format="pcm_16000",
            )
            return b"".join(pieces)

    assert await asyncio.to_thread(spoken) == utterance("Good morning.", "slt")
