"""What a recogniser understood."""

from dataclasses import dataclass

from domain.entities.usage import Used


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one utterance so far.

    :ivar text: lower case or not, as the recogniser writes. Never empty when final; empty for sound without
        words that was billed.
    :ivar is_final: True once per utterance, and nothing of that utterance follows.
    :ivar used: what the provider has done since the transcript before; empty for most interim ones.
    """

    text: str
    is_final: bool
    used: tuple[Used, ...] = ()
