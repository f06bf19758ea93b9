"""Speech to text."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

from domain.entities.transcript import Transcript
from domain.entities.usage import LOCAL


class RecognitionStream(ABC):
    """One caller's speech, for the length of a call: audio in, transcripts out.

    Iterating gives interim transcripts as they form (each replaces the one before) and one final one an
    utterance. The iterator ends after `close`, and raises `RecognitionFailed` when recognition cannot go on;
    a new stream may then be opened.
    """

    @abstractmethod
    def push(self, pcm: bytes) -> None:
        """Take the next stretch of sound: mono s16le at 16 kHz, any length, silence included.

        Returns at once. When recognition falls more than a few seconds behind, the oldest sound is dropped.
        """

    @abstractmethod
    def finish_utterance(self) -> None:
        """The caller has stopped: give the final transcript of what was said, if there were words.

        Called again before new speech it does nothing.
        """

    @abstractmethod
    def __aiter__(self) -> AsyncIterator[Transcript]: ...

    @abstractmethod
    async def close(self) -> None:
        """End the stream; an unfinished utterance is lost. May be called twice."""


class SpeechToText(ABC):
    """A recogniser, shared by all calls."""

    @property
    def provider(self) -> str:
        """Who did what no transcript's `used` tells, as in the price table: something here, for free."""
        return LOCAL

    async def warm(self) -> None:  # noqa: B027  # most have nothing to make ready
        """Make ready what takes time, such as a model or a connection; at start, and when a call begins."""

    @abstractmethod
    async def open(self) -> RecognitionStream:
        """Begin to listen to one caller. Takes no longer than 100 ms when the recogniser is warm.

        :raises RecognitionFailed: no stream can be had. Trying again may help.
        """

    @abstractmethod
    async def close(self) -> None:
        """Release threads, processes and connections. Streams still open end."""
