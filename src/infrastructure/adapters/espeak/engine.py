"""Runs espeak-ng in one thread of its own."""

import asyncio
import functools
import re
import threading
from bisect import bisect_right
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from domain.entities.audio import BYTES_PER_SAMPLE
from domain.errors import SynthesisFailed
from infrastructure.adapters.espeak.library import EspeakLibrary
from infrastructure.adapters.sentence_voice.engine import Rendering, VoiceEngine


class EspeakEngine(VoiceEngine):
    """A sentence takes about 10 ms, so callers can wait for one another."""

    def __init__(self, voice: str, words_per_minute: int) -> None:
        self._is_closed = False
        self._has_voice: dict[str, bool] = {voice: True}
        self._thread = ThreadPoolExecutor(1, "espeak")
        try:
            self._library = self._thread.submit(EspeakLibrary, voice, words_per_minute).result()
        except BaseException:
            self._thread.shutdown()
            raise

    @property
    def sample_rate_hz(self) -> int:
        return self._library.sample_rate_hz

    def has_voice(self, name: str) -> bool:
        """Asks the library the first time, once its thread has nothing else to do."""
        if name not in self._has_voice:
            if self._is_closed:
                return False
            self._has_voice[name] = self._thread.submit(self._library.has_voice, name).result()
        return self._has_voice[name]

    async def render(self, text: str, voice: str | None = None) -> Rendering:
        if self._is_closed:
            raise SynthesisFailed("the synthesiser is closed")
        dropped = threading.Event()
        work = functools.partial(self._library.synthesise, text, lambda: not dropped.is_set(), voice)
        try:
            made = await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except asyncio.CancelledError:
            dropped.set()
            raise
        length_ms = len(made.pcm) // BYTES_PER_SAMPLE * 1000 // self.sample_rate_hz
        return Rendering(made.pcm, _words_ms(text, made.words, length_ms))

    async def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._thread.submit(self._library.close)
            await asyncio.to_thread(self._thread.shutdown)


def _words_ms(text: str, told: Sequence[tuple[int, int]], length_ms: int) -> tuple[tuple[int, int], ...]:
    """Each of the text's words from where it begins to where the next one that was told of does."""
    ends = [word.end() for word in re.finditer(r"\S+", text)]
    begins = dict[int, int]()
    for place, at_ms in told:  # of the word, in it, or of the blank before it
        begins.setdefault(bisect_right(ends, place), at_ms)
    times: list[tuple[int, int]] = []
    end_ms = length_ms
    for number in reversed(range(len(ends))):
        begin_ms = begins.get(number, end_ms)
        times.append((begin_ms, end_ms))
        end_ms = begin_ms
    return tuple(reversed(times))
