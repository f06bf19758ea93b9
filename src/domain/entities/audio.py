"""Sound, as the ports trade it."""

from dataclasses import dataclass

from domain.entities.usage import Used

RECOGNITION_RATE_HZ = 16_000
"""What every recogniser is given: wide enough for speech, and what VAD and turn detection use."""

BYTES_PER_SAMPLE = 2


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word, and when it is heard: milliseconds from the start of the chunk that carries it."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """A stretch of synthesised speech.

    :ivar pcm: mono, signed 16-bit little-endian.
    :ivar sample_rate_hz: the same for all chunks of one synthesiser.
    :ivar words: the words in it, in order, with the blanks and signs that follow them, so that joining
        all words of a reply gives its text. Empty when the synthesiser cannot tell.
    :ivar used: what the provider has done since the chunk before.
    """

    pcm: bytes
    sample_rate_hz: int
    words: tuple[SpokenWord, ...] = ()
    used: tuple[Used, ...] = ()

    @property
    def duration_ms(self) -> float:
        return len(self.pcm) / BYTES_PER_SAMPLE / self.sample_rate_hz * 1000
