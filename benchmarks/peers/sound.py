"""Sound for the scripted parts: what a voice gives, and whether a window is loud. All of it is mono s16le."""

from collections.abc import Sequence

import numpy as np

HUM_HZ = (140, 280, 420, 700)
"""A voice's pitch and some of its overtones, far apart enough to be heard through Opus."""

OPENING = "listen"
"""A word that is hummed higher. In the opening of an answer it tells a new answer from one that goes on."""

OPENING_HZ = (1100, 1500, 1900, 2300)
OPENING_ABOVE_HZ = 900
"""Between the two voices."""

LOUDNESS = 3000
"""Of each of them, of 32,767."""

AUDIBLE_RMS = 200
"""Above what a codec makes of silence, far below speech. The ears of `infrastructure.caller` say the same."""


def hum(duration_ms: int, rate_hz: int, pitches_hz: Sequence[int] = HUM_HZ) -> bytes:
    """As loud from its first sample to its last."""
    at = np.arange(rate_hz * duration_ms // 1000) / rate_hz
    waves = sum(np.cos(2 * np.pi * pitch * at) for pitch in pitches_hz)
    return np.asarray(waves * LOUDNESS / 2).astype("<i2").tobytes()


class Hummer:
    """Hums words, each as long as the others."""

    def __init__(self, word_ms: int, rate_hz: int) -> None:
        self._usual = hum(word_ms, rate_hz)
        self._opening = hum(word_ms, rate_hz, OPENING_HZ)

    def hum(self, word: str) -> bytes:
        return self._opening if word.startswith(OPENING) else self._usual


def is_audible(pcm: bytes | memoryview) -> bool:
    samples = np.frombuffer(pcm, np.int16).astype(np.float32)
    return float(samples @ samples) > AUDIBLE_RMS**2 * max(1, len(samples))
