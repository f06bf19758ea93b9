"""Speaks with flite, in processes of its own."""

import asyncio

from domain.errors import ConfigurationInvalid, SynthesisFailed
from infrastructure.adapters.flite.synthesis_process import SynthesisProcess, installed_voices
from infrastructure.adapters.sentence_voice.engine import Rendering, VoiceEngine
from infrastructure.adapters.worker_pool import WorkerPool


class FliteEngine(VoiceEngine):
    """A process takes 40 ms to start and 10 MB; it is kept."""

    def __init__(self, voice: str, concurrent: int) -> None:
        self._rates_hz = installed_voices()
        if voice not in self._rates_hz:
            raise ConfigurationInvalid(f"flite has no voice {voice!r}: choose one of {', '.join(self._rates_hz)}")
        self._voice = voice
        self._processes = WorkerPool(SynthesisProcess.start, concurrent, _closed)
        self._rendering: set[asyncio.Task[Rendering]] = set()

    @property
    def sample_rate_hz(self) -> int:
        return self._rates_hz[self._voice]

    def has_voice(self, name: str) -> bool:
        return self._rates_hz.get(name) == self.sample_rate_hz

    async def render(self, text: str, voice: str | None = None) -> Rendering:
        """Whoever gives up leaves a process in the middle of some tenths of a second's work, which it ends: the
        next sentence would wait as long for another process. What waits for a process then is not made.
        """
        given_up = asyncio.Event()
        rendering = asyncio.create_task(self._render(text, voice or self._voice, given_up), name="flite")
        self._rendering.add(rendering)
        rendering.add_done_callback(self._rendered)
        try:
            return await asyncio.shield(rendering)
        except asyncio.CancelledError:
            given_up.set()
            raise

    async def close(self) -> None:
        await self._processes.close()
        await asyncio.gather(*self._rendering, return_exceptions=True)

    def _rendered(self, rendering: asyncio.Task[Rendering]) -> None:
        self._rendering.discard(rendering)
        if not rendering.cancelled():
            rendering.exception()  # seen, though nobody may wait for it any more

    async def _render(self, text: str, voice: str, given_up: asyncio.Event) -> Rendering:
        async with self._processes.lease() as process:
            return Rendering(b"") if given_up.is_set() else await process.say(text, voice)


def _closed() -> SynthesisFailed:
    return SynthesisFailed("the synthesiser is closed")
