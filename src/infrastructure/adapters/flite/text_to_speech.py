"""The port TextToSpeech, spoken by flite."""

from infrastructure.adapters.flite.engine import FliteEngine
from infrastructure.adapters.sentence_voice.text_to_speech import SentenceBySentence


class FliteTextToSpeech(SentenceBySentence):
    """Speaks with flite's library, and knows when each word is heard.

    :param voice: one that `flite -lv` names. `slt` is the clearest, also for a recogniser.
    :param concurrent: how many sentences are made at once, for all callers; others wait for their turn.
    :raises ConfigurationInvalid: the library is missing, or does not have the voice.
    """

    def __init__(self, voice: str = "slt", concurrent: int = 4) -> None:
        super().__init__(FliteEngine(voice, concurrent))
