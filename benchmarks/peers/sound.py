"""Sound for the scripted parts: what a voice gives, and whether a window is loud. All of it is mono s16le."""

import numpy as np

HUM_HZ = (140, 280, 420, 700)
"""A voice's pitch and some of its overtones, far apart enough to be heard through Opus."""

LOUDNESS = 3000
"""Of each of them, of 32,767."""

AUDIBLE_RMS = 200
"""Above what a codec makes of silence, far below speech. The ears of `infrastructure.caller` say the same."""


def hum(duration_ms: int, rate_hz: int) -> bytes:
    """As loud from its first sample to its last."""
    at = np.arange(rate_hz * duration_ms // 1000) / rate_hz
    waves = sum(np.cos(2 * np.pi * pitch * at) for pitch in HUM_HZ)
    return np.asarray(waves * LOUDNESS / 2).astype("<i2").tobytes()


def is_audible(pcm: bytes | memoryview) -> bool:
    samples = np.frombuffer(pcm, np.int16).astype(np.float32)
    return float(samples @ samples) > AUDIBLE_RMS**2 * max(1, len(samples))
