"""Voices: OpenAI's over HTTP, ElevenLabs' over its websocket and over HTTP; one sentence each."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

from elevenlabs.client import AsyncElevenLabs
from openai import AsyncOpenAI

from benchmarks.overhead.bare_reply import BareReply
from benchmarks.overhead.emulated import KEY
from benchmarks.overhead.first_byte import BARE, CHAIN, OURS, Side
from domain.interfaces.tts import TextToSpeech
from infrastructure.adapters.elevenlabs.text_to_speech import ElevenLabsTextToSpeech
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.text_to_speech import FailoverTextToSpeech
from infrastructure.adapters.openai_speech.text_to_speech import OpenAiTextToSpeech

OPENAI_MODEL, OPENAI_VOICE = "gpt-4o-mini-tts", "alloy"
ELEVENLABS_MODEL, ELEVENLABS_VOICE = "eleven_flash_v2_5", "usual-voice"
SENTENCE = "Please pull the plug and wait for a moment."


def elevenlabs(url: str) -> ElevenLabsTextToSpeech:
    return ElevenLabsTextToSpeech(lambda: KEY, voice_id=ELEVENLABS_VOICE, model=ELEVENLABS_MODEL, base_url=url)


def chained(name: str, voice: TextToSpeech) -> FailoverTextToSpeech:
    return FailoverTextToSpeech(Leg("tts", [Provider(name, voice, Breaker(name))]))


@asynccontextmanager
async def openai_speaking(address: str) -> AsyncGenerator[dict[str, Side]]:
    """To the first sound."""
    url = f"http://{address}/v1"
    voices = [OpenAiTextToSpeech(lambda: KEY, base_url=url) for _ in range(2)]
    async with AsyncOpenAI(api_key=KEY, base_url=url, max_retries=0) as client, _closing(*voices):
        yield {
            BARE: Side(lambda: _bare_openai(client)),
            OURS: Side(lambda: _spoken(voices[0])),
            CHAIN: Side(lambda: _spoken(chained("openai", voices[1]))),
        }


@asynccontextmanager
async def elevenlabs_streaming(address: str) -> AsyncGenerator[dict[str, Side]]:
    """From text to the first sound, on a websocket that was opened before: as for the call's first turn."""
    url = f"http://{address}"
    voices = [elevenlabs(url) for _ in range(2)]
    bare = BareReply(url, ELEVENLABS_VOICE, ELEVENLABS_MODEL)
    async with _closing(*voices):
        yield {
            BARE: Side(lambda: bare.say(SENTENCE), bare.open),
            OURS: Side(lambda: _spoken(voices[0]), voices[0].warm),
            CHAIN: Side(lambda: _spoken(chained("elevenlabs", voices[1])), voices[1].warm),
        }


@asynccontextmanager
async def elevenlabs_requesting(address: str) -> AsyncGenerator[dict[str, Side]]:
    """:param address: of a server that opens no websocket."""
    url = f"http://{address}"
    voices = [elevenlabs(url) for _ in range(2)]
    client = AsyncElevenLabs(api_key=KEY, base_url=url)
    async with _closing(*voices):
        yield {
            BARE: Side(lambda: _bare_elevenlabs(client)),
            OURS: Side(lambda: _spoken(voices[0])),
            CHAIN: Side(lambda: _spoken(chained("elevenlabs", voices[1]))),
        }


async def _bare_openai(client: AsyncOpenAI) -> AsyncGenerator[bool]:
    async with client.audio.speech.with_streaming_response.create(
        input=SENTENCE, model=OPENAI_MODEL, voice=OPENAI_VOICE, response_format="pcm"
    ) as answer:
        async for piece in answer.iter_bytes():
            yield bool(piece)


async def _bare_elevenlabs(client: AsyncElevenLabs) -> AsyncGenerator[bool]:
    async for piece in client.text_to_speech.stream_with_timestamps(
        ELEVENLABS_VOICE, text=SENTENCE, model_id=ELEVENLABS_MODEL, output_format="pcm_16000"
    ):
        yield bool(piece.audio_base_64)


async def _spoken(voice: TextToSpeech) -> AsyncGenerator[bool]:
    async with aclosing(voice.speak(_written())) as chunks:
        async for chunk in chunks:
            yield bool(chunk.pcm)


async def _written() -> AsyncIterator[str]:
    yield SENTENCE


@asynccontextmanager
async def _closing(*voices: TextToSpeech) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        for voice in voices:
            await voice.close()
