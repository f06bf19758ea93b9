"""What a recogniser understood."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of one utterance so far.

    :ivar text: lower case or not, as the recogniser writes. Never empty when final.
    :ivar is_final: True once per utterance, and nothing of that utterance follows.
    :ivar confidence: from 0 to 1; 1 when the recogniser gives none.
    """

    text: str
    is_final: bool
    confidence: float = 1.0
