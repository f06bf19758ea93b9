"""Whether somebody speaks, and whether they have finished, by the sound alone."""

from abc import ABC, abstractmethod

WINDOW_SAMPLES = 512
"""At 16 kHz: 32 ms, what voice activity models judge at once."""

WINDOW_MS = 32


class VoiceActivity(ABC):
    """One caller's sound. Keeps state from window to window."""

    @abstractmethod
    def probability(self, window: bytes) -> float:
        """That somebody speaks in it, from 0 to 1. Takes some 0.02 ms.

        :param window: `WINDOW_SAMPLES` of mono s16le at 16 kHz.
        """


class VoiceDetector(ABC):
    """Shared by all calls."""

    @abstractmethod
    def open(self) -> VoiceActivity:
        """For one caller."""

    @abstractmethod
    async def turn_is_over(self, pcm: bytes) -> float:
        """The probability, from 0 to 1, that a caller who has just paused has nothing to add.

        Takes some 30 ms, beside the event loop. When it cannot be told, 1: better to answer than to wait.

        :param pcm: the latest sound, pause included, mono s16le at 16 kHz; 1.2 s are looked at.
        """
