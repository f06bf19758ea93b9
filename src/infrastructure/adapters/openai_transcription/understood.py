"""What OpenAI made of one utterance, and what it has used for that."""

from dataclasses import dataclass
from decimal import Decimal

from openai.types.audio.transcription import UsageDuration, UsageTokens
from openai.types.realtime import conversation_item_input_audio_transcription_completed_event as live

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ
from domain.entities.usage import Unit, Used

PROVIDER = "openai"

LONGEST_TEXT = 10_000
"""30 s of the fastest speech are about 900 characters."""


@dataclass(frozen=True, slots=True)
class Understood:
    """:ivar used: empty when OpenAI has not said."""

    text: str
    used: tuple[Used, ...]


def understood(text: object, usage: object, model: str) -> Understood:
    """:raises ValueError: the text is none, or too long for any speech."""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise ValueError("no transcript of an utterance")
    return Understood(text.strip(), _reported(usage, model))


def heard(pcm: bytes, model: str) -> Used:
    """Our own count of the sound."""
    seconds = Decimal(len(pcm)) / (BYTES_PER_SAMPLE * RECOGNITION_RATE_HZ)
    return Used(PROVIDER, model, Unit.SECONDS_HEARD, seconds)


def _reported(usage: object, model: str) -> tuple[Used, ...]:
    match usage:
        case UsageDuration() | live.UsageTranscriptTextUsageDuration():
            amounts = {Unit.SECONDS_HEARD: Decimal(str(usage.seconds))}
        case UsageTokens() | live.UsageTranscriptTextUsageTokens():
            details = usage.input_token_details
            text = (details and details.text_tokens) or 0
            amounts = {
                Unit.AUDIO_INPUT_TOKENS: Decimal(usage.input_tokens - text),
                Unit.INPUT_TOKENS: Decimal(text),
                Unit.OUTPUT_TOKENS: Decimal(usage.output_tokens),
            }
        case _:
            return ()
    return tuple(
        Used(PROVIDER, model, unit, amount, is_reported=True)
        for unit, amount in amounts.items()
        if amount.is_finite() and amount > 0
    )
