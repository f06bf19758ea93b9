"""Sentences as they sound in the rooms that recognition is measured in."""

import shutil
import subprocess
import tempfile
import wave

import numpy as np

from domain.entities.audio import BYTES_PER_SAMPLE, RECOGNITION_RATE_HZ


def rooms() -> tuple[str, ...]:
    """Those that this machine can make: the room of a call needs ffmpeg."""
    return ("clean", "call") if shutil.which("ffmpeg") else ("clean",)


def spoken(sentence: str, voice: str) -> bytes:
    """With half a second of silence before and after."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["flite", "-voice", voice, "-f", "/dev/stdin", "-o", file.name]
        subprocess.run(command, input=sentence.encode(), check=True)
        with wave.open(file.name) as sound:
            speech = sound.readframes(sound.getnframes())
    silence = bytes(RECOGNITION_RATE_HZ // 2 * BYTES_PER_SAMPLE)
    return silence + speech + silence


def in_room(pcm: bytes, room: str) -> bytes:
    if room == "clean":
        return pcm
    raw = ["-f", "s16le", "-ac", "1"]
    encoded = _ffmpeg(
        [*raw, "-ar", "16000", "-i", "-"], ["-ar", "48000", "-c:a", "libopus", "-b:a", "24k", "-f", "ogg"], pcm
    )
    decoded = _ffmpeg(["-i", "-"], [*raw, "-ar", "16000"], encoded)
    speech = np.frombuffer(decoded, "<i2").astype(np.float64) * 0.5
    noise = np.random.default_rng(1).normal(0, 30, len(speech))
    return np.clip(speech + noise, -32768, 32767).astype("<i2").tobytes()


def _ffmpeg(source: list[str], target: list[str], sound: bytes) -> bytes:
    command = ["ffmpeg", "-loglevel", "error", *source, *target, "-"]
    return subprocess.run(command, input=sound, capture_output=True, check=True).stdout
