"""The port TextToSpeech, spoken by flite."""

import os

from infrastructure.adapters.flite.engine import FliteEngine
from infrastructure.adapters.sentence_voice.text_to_speech import SentenceBySentence

AT_ONCE = min(4, max(2, os.cpu_count() or 1))
"""As many as there are processors: where all callers are to be spoken to at the same time, each process more would
only take from the others, and from the start of a call. Two at least, as one may be busy with what nobody wants to
hear any more.
"""


class FliteTextToSpeech(SentenceBySentence):
    """Speaks with flite's library, and knows when each word is heard.

    :param voice: one that `flite -lv` names. `slt` is the clearest, also for a recogniser.
    :param concurrent: how many sentences are made at once, for all callers; others wait for their turn.
    :raises ConfigurationInvalid: the library is missing, or does not have the voice.
    """

    def __init__(self, voice: str = "slt", concurrent: int = AT_ONCE) -> None:
        super().__init__(FliteEngine(voice, concurrent))
