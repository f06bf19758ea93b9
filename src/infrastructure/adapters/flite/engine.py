"""Runs the flite program, a child process a sentence."""

import asyncio
import re
import shutil
import subprocess
import tempfile
import wave
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path

from domain.errors import ConfigurationInvalid, SynthesisFailed
from infrastructure.adapters import child_process
from infrastructure.adapters.sentence_voice.engine import Rendering, VoiceEngine

SENTENCE_DEADLINE_S = 10.0
"""A sentence of 600 characters takes half a second."""

_SEGMENT = re.compile(r"(?P<phone>[a-z_0-9#]+):(?P<end>\d+\.\d+)")


class FliteEngine(VoiceEngine):
    """Text goes in through standard input, so that no caller's word is in the process list; sound comes out
    through a file, as flite must seek in what it writes.
    """

    def __init__(self, voice: str, concurrent: int) -> None:
        self._program = _find_program()
        self._voice = _checked_voice(self._program, voice)
        self._has_voice: dict[str, bool] = {voice: True}
        self._numbers = count()
        self._turns = asyncio.Semaphore(concurrent)
        self._threads = ThreadPoolExecutor(concurrent, thread_name_prefix="flite")
        self._is_closed = False
        self._sounds = tempfile.TemporaryDirectory(prefix="parley-flite-")
        self._sample_rate_hz = _sample_rate_hz(self._program, self._voice, Path(self._sounds.name))

    @property
    def sample_rate_hz(self) -> int:
        return self._sample_rate_hz

    def has_voice(self, name: str) -> bool:
        """Asks flite the first time, which takes 10 ms."""
        if name not in self._has_voice:
            self._has_voice[name] = self._can_speak_with(name)
        return self._has_voice[name]

    async def render(self, text: str, voice: str | None = None) -> Rendering:
        async with self._turns:
            if self._is_closed:
                raise SynthesisFailed("the synthesiser is closed")
            sound = Path(self._sounds.name, f"{next(self._numbers)}.wav")
            try:
                segments = await self._run(text, voice or self._voice, str(sound))
                samples = await asyncio.get_running_loop().run_in_executor(self._threads, _samples, sound)
            finally:
                with suppress(RuntimeError):  # closed meanwhile: the folder goes as a whole
                    self._threads.submit(sound.unlink, missing_ok=True)
            return Rendering(samples, _phrases_ms(segments))

    async def close(self) -> None:
        self._is_closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        await asyncio.to_thread(self._sounds.cleanup)

    def _can_speak_with(self, voice: str) -> bool:
        if voice not in _voices(self._program):
            return False
        return _sample_rate_hz(self._program, voice, Path(self._sounds.name)) == self._sample_rate_hz

    async def _run(self, text: str, voice: str, sound: str) -> str:
        """Give what flite prints: its segments with the times at which they end."""
        command = (self._program, "-voice", voice, "-psdur", "-f", "/dev/stdin", "-o", sound)
        try:
            child = await child_process.start(command, self._threads)
        except OSError as error:
            raise SynthesisFailed(f"flite cannot be started: {error.strerror}") from error
        try:
            printed = await child_process.communicate(
                child, text.encode(), self._threads, timeout_s=SENTENCE_DEADLINE_S
            )
        except TimeoutError as error:
            raise SynthesisFailed(f"flite made no sound within {SENTENCE_DEADLINE_S:.0f} s") from error
        if child.returncode:
            raise SynthesisFailed(f"flite ended with status {child.returncode}")
        return printed.decode(errors="replace")


def _samples(sound: Path) -> bytes:
    try:
        with wave.open(str(sound)) as opened:
            return opened.readframes(opened.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise SynthesisFailed("flite wrote no sound") from error


def _phrases_ms(printed: str) -> tuple[tuple[int, int], ...]:
    """The stretches between the pauses, from `pau:0.164 hh:0.255 ax:0.304 ... pau:1.693`."""
    phrases: list[tuple[int, int]] = []
    begin = end = 0
    for segment in _SEGMENT.finditer(printed):
        at = round(float(segment["end"]) * 1000)
        if at < end:
            return ()  # flite took the text for two utterances, and begins its times anew
        if segment["phone"] != "pau":
            end = at
            continue
        if end > begin:
            phrases.append((begin, end))
        begin = end = at
    return tuple(phrases)


def _find_program() -> str:
    program = shutil.which("flite")
    if program is None:
        raise ConfigurationInvalid(
            "the program flite is missing: type `sudo apt-get install flite` (macOS: `brew install flite`), "
            "or choose the speech provider espeak"
        )
    return program


def _checked_voice(program: str, voice: str) -> str:
    voices = _voices(program)
    if voice not in voices:
        raise ConfigurationInvalid(f"flite has no voice {voice!r}: choose one of {', '.join(voices)}")
    return voice


def _voices(program: str) -> list[str]:
    listed = subprocess.run([program, "-lv"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    return listed.stdout.partition(":")[2].split()


def _sample_rate_hz(program: str, voice: str, folder: Path) -> int:
    """Most voices speak at 16 kHz, `kal` at 8: the first sound tells."""
    sound = folder / "probe.wav"
    command = [program, "-voice", voice, "-t", "yes", "-o", str(sound)]
    subprocess.run(command, capture_output=True, timeout=10, check=False)  # noqa: S603
    try:
        with wave.open(str(sound)) as opened:
            return opened.getframerate()
    except (OSError, EOFError, wave.Error) as error:
        raise ConfigurationInvalid(f"flite cannot speak with the voice {voice!r}") from error
