"""One sentence over plain HTTP, for where no websocket can be opened."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError
from elevenlabs.types import StreamingAudioChunkWithTimestampsResponse

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.chunks import Chunks
from infrastructure.adapters.cloud_voice.failures import refusal, within
from infrastructure.adapters.cloud_voice.sentences import Sentence
from infrastructure.adapters.elevenlabs.failures import WHO
from infrastructure.adapters.elevenlabs.messages import garbage, letters_in, pcm_of

MS = 1000


async def requested(
    client: AsyncElevenLabs,
    sentence: Sentence,
    chunks: Chunks,
    *,
    key: str,
    voice_id: str,
    model: str,
    first_byte_s: float,
    stall_s: float,
) -> AsyncGenerator[SpeechChunk, None]:
    """
    :param first_byte_s: for the connection, the answer's head and its first sound.
    :raises SynthesisFailed: ElevenLabs refuses, breaks off, stalls or sends what is no speech of the text.
    """
    answer = client.text_to_speech.stream_with_timestamps(
        voice_id,
        text=sentence.said,
        model_id=model,
        output_format="pcm_16000",
        request_options={"additional_headers": {"xi-api-key": key}, "max_retries": 0},
    )
    async with aclosing(answer):  # pyright: ignore[reportArgumentType]  # a generator, typed as an iterator
        try:
            async with within(first_byte_s, WHO, "no sound"):
                piece = await anext(answer, None)
            while piece is not None:
                if chunk := _chunk(piece, chunks):
                    yield chunk
                async with within(stall_s, WHO, "no more sound"):
                    piece = await anext(answer, None)
        except (ApiError, httpx.HTTPError) as error:
            raise _failure(error) from None
    if last := chunks.end():
        yield last


def _chunk(piece: StreamingAudioChunkWithTimestampsResponse, chunks: Chunks) -> SpeechChunk | None:
    """Times are those within the whole answer here, other than over the websocket."""
    if not isinstance(getattr(piece, "audio_base_64", None), str):
        raise garbage()
    if told := piece.alignment:
        starts, ends = told.character_start_times_seconds, told.character_end_times_seconds
        for characters, start_s, end_s in zip(told.characters, starts, ends, strict=False):
            chunks.align(letters_in(characters), start_s * MS, end_s * MS)
    return chunks.chunk(pcm_of(piece.audio_base_64))


def _failure(error: ApiError | httpx.HTTPError) -> SynthesisFailed:
    if isinstance(error, ApiError):
        return refusal(WHO, error.status_code or 0, (error.headers or {}).get("retry-after"))
    if isinstance(error, httpx.TimeoutException):
        return SynthesisFailed(f"{WHO} was not reached in time, or fell silent: try again, or check the network")
    if isinstance(error, httpx.ConnectError):
        return SynthesisFailed(f"{WHO} cannot be reached: check the base URL and the network")
    return SynthesisFailed(f"{WHO} broke off its sound: try again")
