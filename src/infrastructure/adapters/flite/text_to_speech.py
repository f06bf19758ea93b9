"""The port TextToSpeech, spoken by flite."""

import math

from infrastructure.adapters.flite.engine import FliteEngine
from infrastructure.adapters.sentence_voice.text_to_speech import SentenceBySentence
from infrastructure.process.machine import usable_cores

FEWEST_AT_ONCE = 2
"""One may be busy with what nobody wants to hear any more."""

MOST_AT_ONCE = 4


class FliteTextToSpeech(SentenceBySentence):
    """Speaks with flite's library, and knows when each word is heard.

    :param voice: one that `flite -lv` names. `slt` is the clearest, also for a recogniser.
    :param concurrent: how many sentences are made at once, for all callers; others wait for their turn. None: as
        many as this process has cores, two to four. Where all callers are to be spoken to at the same time, each
        one more would only take from the others, and from the start of a call.
    :raises ConfigurationInvalid: the library is missing, or does not have the voice.
    """

    def __init__(self, voice: str = "slt", concurrent: int | None = None) -> None:
        super().__init__(FliteEngine(voice, concurrent or sentences_at_once(usable_cores())))


def sentences_at_once(cores: float) -> int:
    return min(MOST_AT_ONCE, max(FEWEST_AT_ONCE, math.ceil(cores)))
