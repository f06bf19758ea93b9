"""A line whose caller is a test: what is said is heard window by window, what is played takes its time."""

import asyncio
from collections.abc import AsyncIterator

from domain.entities.audio import BYTES_PER_SAMPLE
from domain.interfaces.line import AgentState, Line
from domain.interfaces.voice_activity import WINDOW_MS, WINDOW_SAMPLES

SILENCE = bytes(WINDOW_SAMPLES * BYTES_PER_SAMPLE)
MURMUR = (200).to_bytes(2, "little") * WINDOW_SAMPLES
VOICE = (1000).to_bytes(2, "little") * WINDOW_SAMPLES


class FakeLine(Line):
    """To be used in a running loop, whose clock is the line's.

    :ivar played: when something left for the caller, and what.
    :ivar captions: of the agents, one for each thing that was said.
    :ivar understood: final words of the caller.
    """

    def __init__(self, sample_rate_hz: int = 16_000) -> None:
        self.played: list[tuple[float, bytes]] = []
        self.captions: list[str] = []
        self.understood: list[str] = []
        self.states: list[AgentState] = []
        self.has_microphone = True
        self._bytes_a_ms = sample_rate_hz * BYTES_PER_SAMPLE / 1000
        self._queue_ends = 0.0
        self._dropped_ms = 0.0
        self._windows: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._is_captioning = False

    async def say(self, seconds: float) -> None:
        """The caller makes sound for so long."""
        await self._hear(VOICE, seconds)

    async def murmur(self, seconds: float) -> None:
        """Somebody else does, far behind the caller."""
        await self._hear(MURMUR, seconds)

    async def pause(self, seconds: float) -> None:
        """The microphone is open, and the caller silent."""
        await self._hear(SILENCE, seconds)

    def mute(self) -> None:
        self._windows.put_nowait(b"")

    def hang_up(self) -> None:
        self._windows.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (window := await self._windows.get()) is not None:
            yield window

    @property
    def played_s(self) -> float:
        """Of sound, so far."""
        return sum(len(pcm) for _, pcm in self.played) / self._bytes_a_ms / 1000

    @property
    def can_hear(self) -> bool:
        return self.has_microphone

    @property
    def unheard_ms(self) -> int:
        return self._windows.qsize() * WINDOW_MS

    @property
    def queued_ms(self) -> float:
        return max(0.0, self._queue_ends - self._now()) * 1000

    @property
    def is_playing(self) -> bool:
        return self.queued_ms > 0

    @property
    def left_ms(self) -> float:
        """Of all that left, or is about to."""
        return sum(len(pcm) for _, pcm in self.played) / self._bytes_a_ms - self._dropped_ms

    async def someone_listens(self) -> None:
        """The test does."""

    async def play(self, pcm: bytes) -> None:
        begins = max(self._now(), self._queue_ends)
        self._queue_ends = begins + len(pcm) / self._bytes_a_ms / 1000
        self.played.append((begins, pcm))

    def drop(self) -> float:
        dropped_ms = self.queued_ms
        self._dropped_ms += dropped_ms
        self._queue_ends = self._now()
        return dropped_ms

    def show_caller(self, text: str, *, is_final: bool) -> None:
        if is_final:
            self.understood.append(text)

    def show_agent(self, piece: str) -> None:
        if not self._is_captioning:
            self.captions.append("")
        self._is_captioning = True
        self.captions[-1] += piece

    def end_agent(self) -> None:
        self._is_captioning = False

    def show_state(self, state: AgentState) -> None:
        self.states.append(state)

    async def _hear(self, window: bytes, seconds: float) -> None:
        for _ in range(round(seconds * 1000 / WINDOW_MS)):
            self._windows.put_nowait(window)
            await asyncio.sleep(WINDOW_MS / 1000)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
