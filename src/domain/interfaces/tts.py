"""Text to speech."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterable, Collection, Mapping

from domain.entities.audio import SpeechChunk
from domain.entities.usage import LOCAL


class TextToSpeech(ABC):
    """A synthesiser, shared by all calls."""

    @property
    def provider(self) -> str:
        """Who is to be paid, as in the price table: nobody, for what is done here."""
        return LOCAL

    @property
    @abstractmethod
    def sample_rate_hz(self) -> int:
        """Of every chunk."""

    async def warm(self) -> None:  # noqa: B027  # most have nothing to make ready
        """Make ready what takes time, such as a connection; at start, and when a call begins."""

    async def rehearse(self, said: Mapping[str | None, Collection[str]]) -> None:  # noqa: B027  # most have nothing to rehearse
        """Make what is said in many calls, where nobody has to be paid for that: once, as a process starts.

        :param said: phrases, by the voice that says them. A voice that it does not have is the usual one, as
            None is.
        """

    @abstractmethod
    def has_voice(self, name: str) -> bool:
        """Can it speak with this voice, at its sample rate? May take some 50 ms: to be asked at start."""

    @abstractmethod
    def speak(self, text: AsyncIterable[str], voice: str | None = None) -> AsyncGenerator[SpeechChunk, None]:
        """Say one reply, while it is still being written.

        Chunks come in order, each as soon as it is made, up to a few seconds ahead of their playing.
        Text without anything to say gives no chunk. Closing the iterator (`aclose`) stops the work at
        once and drops what was not taken.

        :param text: pieces of any length, blanks included.
        :param voice: who says all of it; None, and one that it does not have, is the usual voice.
        :raises SynthesisFailed: nothing more can be said of this reply. Chunks that came before stand. Saying
            the rest again may help.
        """

    @abstractmethod
    async def close(self) -> None:
        """Release threads, processes and connections."""
