"""What goes over ElevenLabs' websocket, in the types of its SDK."""

import base64
import json
from dataclasses import dataclass
from typing import Any, cast

from elevenlabs.types import (
    AudioOutput,
    CloseConnection,
    FinalOutput,
    GenerationConfig,
    InitializeConnection,
    SendText,
)

from domain.errors import SynthesisFailed
from infrastructure.adapters.elevenlabs.failures import WHO, named_failure

_SHORTEST_SCHEDULE = [50.0]
"""Sentences are flushed as they complete: a long one need not wait for its end."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When some letters are heard, in milliseconds from the start of the sound that they came with."""

    letters: int
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class Received:
    """
    :ivar pcm: mono s16le, may be empty.
    :ivar timings: of its letters, without blanks. Empty when ElevenLabs tells nothing of them.
    """

    pcm: bytes = b""
    timings: tuple[Timing, ...] = ()
    is_final: bool = False


def opening() -> str:
    return _json(
        InitializeConnection(generation_config=GenerationConfig(chunk_length_schedule=_SHORTEST_SCHEDULE))
    )


def sentence(text: str) -> str:
    """Spoken at once; ElevenLabs wants a blank at its end."""
    return _json(SendText(text=text + " ", flush=True))


def closing() -> str:
    return _json(CloseConnection())


def received(message: str | bytes) -> Received:
    """
    :raises SynthesisFailed: it tells of an error, or is none of ElevenLabs' messages.
    """
    try:
        fields: Any = json.loads(message)
    except (ValueError, RecursionError):
        raise garbage() from None
    if not isinstance(fields, dict):
        raise garbage()
    fields = cast("dict[str, Any]", fields)
    if error := fields.get("error") or fields.get("code"):
        raise named_failure(str(error))
    try:
        is_final = FinalOutput.model_validate({"isFinal": fields.get("isFinal") or None}).is_final is True
        if not fields.get("audio"):
            return Received(is_final=is_final)
        output = AudioOutput.model_validate(fields)
    except ValueError:
        raise garbage() from None
    return Received(pcm_of(output.audio), _timings(output), is_final)


def pcm_of(audio: str) -> bytes:
    try:
        return base64.b64decode(audio, validate=True)
    except ValueError:
        raise garbage() from None


def letters_in(characters: str) -> int:
    return len("".join(characters.split()))


def garbage() -> SynthesisFailed:
    return SynthesisFailed(f"{WHO} sent what is no part of its protocol: check the base URL")


def _timings(output: AudioOutput) -> tuple[Timing, ...]:
    """Of the text as it was sent: the normalised one has other letters."""
    told = output.alignment
    if told is None or told.chars is None or told.char_start_times_ms is None or told.char_durations_ms is None:
        return ()
    each = zip(told.chars, told.char_start_times_ms, told.char_durations_ms, strict=False)
    return tuple(
        Timing(letters, start_ms, start_ms + duration_ms)
        for characters, start_ms, duration_ms in each
        if (letters := letters_in(characters))
    )


def _json(message: InitializeConnection | SendText | CloseConnection) -> str:
    return message.model_dump_json(by_alias=True, exclude_none=True)
