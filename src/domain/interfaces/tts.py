"""Text to speech."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterable

from domain.entities.audio import SpeechChunk


class TextToSpeech(ABC):
    """A synthesiser, shared by all calls."""

    @property
    @abstractmethod
    def sample_rate_hz(self) -> int:
        """Of every chunk."""

    @abstractmethod
    def speak(self, text: AsyncIterable[str]) -> AsyncGenerator[SpeechChunk, None]:
        """Say one reply, while it is still being written.

        Chunks come in order, each as soon as it is made, up to a few seconds ahead of their playing.
        Text without anything to say gives no chunk. Closing the iterator (`aclose`) stops the work at
        once and drops what was not taken.

        :param text: pieces of any length, blanks included.
        :raises SynthesisFailed: nothing more can be said of this reply. Chunks that came before stand. Saying
            the rest again may help.
        """

    @abstractmethod
    async def close(self) -> None:
        """Release threads, processes and connections."""
