"""What emulated voices say: real speech by flite where it is installed, else a tone as long as the text."""

import shutil
import subprocess
import tempfile
import wave
from functools import lru_cache

import numpy as np

RATE_HZ = 16_000
_LETTER_S = 0.075
_TONES_HZ = {"slt": 220.0, "rms": 120.0}


@lru_cache(maxsize=256)
def utterance(text: str, voice: str, rate_hz: int = RATE_HZ) -> bytes:
    """Mono s16le of a text, the same each time.

    :param voice: of flite, 16 kHz: `slt` or `rms`.
    """
    samples = _by_flite(text, voice) if shutil.which("flite") else _tone(text, voice)
    if rate_hz != RATE_HZ:
        at = np.arange(len(samples) * rate_hz // RATE_HZ) * (RATE_HZ / rate_hz)
        samples = np.interp(at, np.arange(len(samples)), samples)
    return samples.astype("<i2").tobytes()


def noise(seconds: float, rate_hz: int = RATE_HZ) -> bytes:
    """Sound that nobody asked for."""
    return np.random.default_rng(1).integers(-8_000, 8_000, int(seconds * rate_hz), dtype="<i2").tobytes()


def _by_flite(text: str, voice: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    with tempfile.NamedTemporaryFile(suffix=".wav") as sound:
        command = ["flite", "-voice", voice, "-f", "/dev/stdin", "-o", sound.name]
        subprocess.run(  # noqa: S603  # flite alone
            command, input=text.encode(), capture_output=True, timeout=20, check=True
        )
        with wave.open(sound.name) as opened:
            return np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(np.float64)


def _tone(text: str, voice: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    letters = len(text.replace(" ", ""))
    at_s = np.arange(int(letters * _LETTER_S * RATE_HZ)) / RATE_HZ
    loudness = _TONES_HZ[voice] * 20
    return loudness * np.sin(2 * np.pi * _TONES_HZ[voice] * at_s)
