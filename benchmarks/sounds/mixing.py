"""Sound as numbers: mono at 16 kHz, from -1 to 1."""

import numpy as np
from numpy.typing import NDArray

from domain.entities.audio import RECOGNITION_RATE_HZ

Samples = NDArray[np.float64]

RATE_HZ = RECOGNITION_RATE_HZ
FULL_SCALE = 32768
AUDIBLE_DB = -50.0
"""Below full scale: where a sound begins and ends. Above the quiet room of `room`, below any consonant."""

EDGE_MS = 5


def from_pcm(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, "<i2").astype(np.float64) / FULL_SCALE


def to_pcm(sound: Samples) -> bytes:
    return np.clip(sound * FULL_SCALE, -FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()


def samples(length_ms: float) -> int:
    return round(length_ms * RATE_HZ / 1000)


def milliseconds(sound: Samples) -> float:
    return len(sound) * 1000 / RATE_HZ


def silence(length_ms: float) -> Samples:
    return np.zeros(samples(length_ms))


def level_db(sound: Samples) -> float:
    """Of its audible part, below full scale."""
    begin, end = audible(sound)
    power = float(np.mean(sound[samples(begin) : samples(end)] ** 2)) if end > begin else 0.0
    return 10 * np.log10(power) if power > 0 else -100.0


def at_level(sound: Samples, wanted_db: float) -> Samples:
    return sound * 10 ** ((wanted_db - level_db(sound)) / 20)


def audible(sound: Samples) -> tuple[float, float]:
    """Where it begins and ends, in milliseconds; (0, 0) when it does neither."""
    size = samples(EDGE_MS)
    pieces = sound[: len(sound) // size * size].reshape(-1, size)
    loud = np.flatnonzero(np.mean(pieces**2, axis=1) > 10 ** (AUDIBLE_DB / 10))
    return (float(loud[0]) * EDGE_MS, float(loud[-1] + 1) * EDGE_MS) if len(loud) else (0.0, 0.0)


def trimmed(sound: Samples) -> Samples:
    """From its first audible sound to its last."""
    begin, end = audible(sound)
    return sound[samples(begin) : samples(end)]


def mixed(sound: Samples, other: Samples) -> Samples:
    """Both from the beginning, as long as the longer one."""
    longer, shorter = (sound, other) if len(sound) >= len(other) else (other, sound)
    return longer + np.pad(shorter, (0, len(longer) - len(shorter)))


def coloured(count: int, draw: np.random.Generator, tilt_db: float) -> Samples:
    """Noise whose level changes by so much an octave: 0 is white, -3 pink, -6 brown. Its power is 1."""
    spectrum = np.fft.rfft(draw.normal(size=count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE_HZ), 20)
    return _of_power_one(np.fft.irfft(spectrum * (hertz / 1000) ** (tilt_db / 6.02), count))


def band(sound: Samples, low_hz: float, high_hz: float) -> Samples:
    """What it has between the two, with soft edges. Its power is 1."""
    spectrum = np.fft.rfft(sound)
    hertz = np.maximum(np.fft.rfftfreq(len(sound), 1 / RATE_HZ), 1)
    edges = 1 / (1 + (low_hz / hertz) ** 4) / (1 + (hertz / high_hz) ** 4)
    return _of_power_one(np.fft.irfft(spectrum * edges, len(sound)))


def room(length_ms: float, draw: np.random.Generator, loud_db: float) -> Samples:
    """What a microphone hears when nobody speaks."""
    return coloured(samples(length_ms), draw, -3) * 10 ** (loud_db / 20)


def _of_power_one(sound: Samples) -> Samples:
    power = float(np.mean(sound**2))
    return sound / np.sqrt(power) if power else sound
