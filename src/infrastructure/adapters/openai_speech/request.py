"""One sentence, spoken by OpenAI."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import httpx2
import openai
from openai import AsyncOpenAI

from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.failures import refusal, within

WHO = "OpenAI's speech"


async def requested(
    client: AsyncOpenAI, text: str, *, model: str, voice: str, first_byte_s: float, stall_s: float
) -> AsyncGenerator[bytes, None]:
    """The sound as it comes, 24 kHz, in pieces of any length. Closing ends the request.

    :param first_byte_s: for the connection, the answer's head and its first sound.
    :raises SynthesisFailed: the request is refused, or its answer breaks, stalls or is no sound.
    """
    async with AsyncExitStack() as opened:
        try:
            async with within(first_byte_s, WHO, "no sound"):
                answer = await opened.enter_async_context(
                    client.audio.speech.with_streaming_response.create(
                        input=text, model=model, voice=voice, response_format="pcm"
                    )
                )
                _check_type(answer.headers.get("content-type", ""))
                pieces = answer.iter_bytes()
                piece = await anext(pieces, None)
            while piece is not None:
                yield piece
                async with within(stall_s, WHO, "no more sound"):
                    piece = await anext(pieces, None)
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            raise _failure(error) from None


def _check_type(content_type: str) -> None:
    """A proxy's page, or an error that calls itself a success, would be heard as noise."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind.endswith(("json", "xml")):
        raise SynthesisFailed(f"{WHO} answered with {kind} instead of sound: check the base URL")


def _failure(error: openai.OpenAIError | httpx2.HTTPError) -> SynthesisFailed:
    if isinstance(error, openai.APIStatusError):
        return refusal(WHO, error.status_code, error.response.headers.get("retry-after"))
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException):
        return SynthesisFailed(f"{WHO} was not reached in time, or fell silent: try again, or check the network")
    if isinstance(error, openai.APIConnectionError):
        return SynthesisFailed(f"{WHO} cannot be reached: check the base URL and the network")
    if isinstance(error, httpx2.HTTPError):
        return SynthesisFailed(f"{WHO} broke off its sound: try again")
    return SynthesisFailed(f"{WHO} could not be asked ({type(error).__name__}): check its settings")
