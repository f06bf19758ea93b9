"""Runs espeak-ng in one thread of its own."""

import asyncio
import functools
import threading
from concurrent.futures import ThreadPoolExecutor

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
            return Rendering(await asyncio.get_running_loop().run_in_executor(self._thread, work))
        except asyncio.CancelledError:
            dropped.set()
            raise

    async def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._thread.submit(self._library.close)
            await asyncio.to_thread(self._thread.shutdown)
