"""What a caller is about to say, as sound."""

import wave
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
from livekit import rtc

from domain.errors import ConfigurationInvalid
from domain.interfaces.tts import TextToSpeech
from infrastructure.caller.ear import AUDIBLE_RMS
from infrastructure.caller.microphone import RATE_HZ

EDGE_MS = 10


def trim(pcm: bytes) -> bytes:
    """Without the silence at its end, so that the end of the sound is the end of the speech."""
    samples = np.frombuffer(pcm, np.int16).astype(np.float32)
    size = RATE_HZ * EDGE_MS // 1000
    edges = samples[: len(samples) // size * size].reshape(-1, size)
    audible = np.flatnonzero(np.sqrt(np.mean(edges**2, axis=1)) > AUDIBLE_RMS)
    return pcm[: (int(audible[-1]) + 1) * size * 2] if len(audible) else b""


def from_wav(path: Path) -> bytes:
    """Mono s16le at 16 kHz, from a WAV of any rate.

    :raises ConfigurationInvalid: the file cannot be read, or is no 16-bit WAV.
    """
    try:
        with wave.open(str(path), "rb") as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            data = file.readframes(file.getnframes())
    except (OSError, wave.Error, EOFError) as error:
        raise ConfigurationInvalid(f"{path} cannot be read as a WAV file: {error}") from error
    if width != 2:  # bytes a sample
        raise ConfigurationInvalid(f"{path} has {width * 8}-bit samples: convert it to 16-bit")
    mono = np.frombuffer(data, np.int16).reshape(-1, channels).mean(axis=1).astype(np.int16).tobytes()
    return trim(_resampled(mono, rate))


async def from_text(text: str, voice: TextToSpeech) -> bytes:
    """Spoken by a synthesiser, as mono s16le at 16 kHz."""

    async def pieces() -> AsyncGenerator[str]:
        yield text

    pcm = b"".join([chunk.pcm async for chunk in voice.speak(pieces())])
    return trim(_resampled(pcm, voice.sample_rate_hz))


def _resampled(pcm: bytes, rate_hz: int) -> bytes:
    if rate_hz == RATE_HZ or not pcm:
        return pcm
    resampler = rtc.AudioResampler(rate_hz, RATE_HZ, quality=rtc.AudioResamplerQuality.HIGH)
    frames = resampler.push(bytearray(pcm)) + resampler.flush()
    return b"".join(bytes(frame.data) for frame in frames)
