"""What a synthesis engine must do to be spoken with, a sentence at a time."""

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendering:
    """The sound of one sentence.

    :ivar pcm: mono, signed 16-bit little-endian.
    :ivar words_ms: when each of the text's words is heard, from and to, in their order; words have blanks between.
        Empty when the engine cannot tell.
    """

    pcm: bytes
    words_ms: tuple[tuple[int, int], ...] = ()


class VoiceEngine(ABC):
    """Turns one sentence after the other into sound, for many callers at once."""

    @property
    @abstractmethod
    def sample_rate_hz(self) -> int: ...

    @abstractmethod
    def has_voice(self, name: str) -> bool:
        """Can it render with this voice, at its sample rate?"""

    @abstractmethod
    async def render(self, text: str, voice: str | None = None) -> Rendering:
        """Make the sound of a sentence that is already written for the ear. What is cancelled is not waited for.

        :param voice: one that it has; None is its usual one.
        :raises SynthesisFailed: it cannot be made. Trying again may help.
        """

    @abstractmethod
    async def close(self) -> None:
        """Release threads and processes."""
