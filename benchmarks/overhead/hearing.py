"""OpenAI's live transcription: from the end of an utterance, whose sound was sent before, to its words."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from openai import AsyncOpenAI
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from openai.types.realtime import (
    ConversationItemInputAudioTranscriptionCompletedEvent,
    RealtimeErrorEvent,
    SessionUpdatedEvent,
)

from benchmarks.overhead.emulated import KEY
from benchmarks.overhead.first_byte import BARE, CHAIN, OURS, Side
from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.entities.transcript import Transcript
from domain.interfaces.stt import RecognitionStream, SpeechToText
from emulators.utterances import utterance
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.failover.speech_to_text import FailoverSpeechToText
from infrastructure.adapters.openai_transcription.resampling import LIVE_RATE_HZ, resampled
from infrastructure.adapters.openai_transcription.speech_to_text import OpenAiSpeechToText
from infrastructure.adapters.speech_gate import SpeechGate

MODEL = "gpt-4o-mini-transcribe"
SENTENCE = "my router keeps losing the connection"
SENT_S = 0.05
"""After which all sound that was given is at the server."""

_FRAME_BYTES = RECOGNITION_RATE_HZ * BYTES_PER_SAMPLE * 20 // 1000


@asynccontextmanager
async def hearing(address: str) -> AsyncGenerator[dict[str, Side]]:
    """One connection a side, which takes one utterance after the other."""
    url = f"http://{address}/v1"
    sound = utterance(SENTENCE, "slt")
    speech = b"".join(heard.speech for heard in SpeechGate().hear(sound))
    first, second = (OpenAiSpeechToText(lambda: KEY, base_url=url, model=MODEL) for _ in range(2))
    chain = FailoverSpeechToText(Leg("stt", [Provider("openai", second, Breaker("openai"))]))
    async with (
        AsyncOpenAI(api_key=KEY, base_url=url, max_retries=0) as client,
        client.realtime.connect(extra_query={"intent": "transcription"}) as connection,
        _ours(first, sound) as ours,
        _ours(chain, sound) as chained,
    ):
        bare = _Bare(connection, speech)
        await bare.configure()
        yield {BARE: Side(bare.end, bare.say), OURS: ours, CHAIN: chained}


class _Bare:
    def __init__(self, connection: AsyncRealtimeConnection, speech: bytes) -> None:
        self._connection = connection
        self._speech = speech

    async def configure(self) -> None:
        await self._connection.session.update(
            session={
                "type": "transcription",
                "audio": {
                    "input": {
                        "format": {"type": "audio/pcm", "rate": LIVE_RATE_HZ},
                        "transcription": {"model": MODEL},
                        "turn_detection": None,
                    }
                },
            }
        )
        while not isinstance(await self._connection.recv(), SessionUpdatedEvent):
            pass

    async def say(self) -> None:
        async for piece in resampled(frames(self._speech)):
            await self._connection.input_audio_buffer.append(audio=b64encode(piece).decode())
        await asyncio.sleep(SENT_S)

    async def end(self) -> AsyncGenerator[bool]:
        await self._connection.input_audio_buffer.commit()
        async for event in self._connection:
            match event:
                case ConversationItemInputAudioTranscriptionCompletedEvent():
                    yield bool(event.transcript)
                    return
                case RealtimeErrorEvent():
                    raise RuntimeError(event.error.message)
                case _:
                    yield False


class _Ours:
    def __init__(self, stream: RecognitionStream, sound: bytes) -> None:
        self._stream = stream
        self._sound = sound
        self._transcripts: AsyncIterator[Transcript] = aiter(stream)

    async def say(self) -> None:
        async for frame in frames(self._sound):
            self._stream.push(frame)
        await asyncio.sleep(SENT_S)

    async def end(self) -> AsyncGenerator[bool]:
        self._stream.finish_utterance()
        while not (transcript := await anext(self._transcripts)).is_final:
            yield False
        yield bool(transcript.text)


@asynccontextmanager
async def _ours(recogniser: SpeechToText, sound: bytes) -> AsyncGenerator[Side]:
    await recogniser.warm()
    stream = await recogniser.open()
    try:
        ours = _Ours(stream, sound)
        yield Side(ours.end, ours.say)
    finally:
        await stream.close()
        await recogniser.close()


async def frames(sound: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(sound), _FRAME_BYTES):
        yield sound[at : at + _FRAME_BYTES]
