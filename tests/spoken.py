"""Speech for tests: flite says it."""

import functools
import subprocess
import tempfile
import wave

SILENCE_500_MS = bytes(16_000)


@functools.cache
def spoken(text: str, voice: str = "slt") -> bytes:
    """Mono s16le at 16 kHz, with half a second of silence around."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        command = ["flite", "-voice", voice, "-f", "/dev/stdin", "-o", file.name]
        subprocess.run(command, input=text.encode(), check=True, timeout=30)
        with wave.open(file.name) as sound:
            return SILENCE_500_MS + sound.readframes(sound.getnframes()) + SILENCE_500_MS


def pieces(pcm: bytes, length: int = 3_200) -> list[bytes]:
    """Stretches of `length` bytes: 100 ms."""
    return [pcm[at : at + length] for at in range(0, len(pcm), length)]
