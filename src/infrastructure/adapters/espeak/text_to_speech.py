"""The port TextToSpeech, spoken by espeak-ng."""

from infrastructure.adapters.espeak.engine import EspeakEngine
from infrastructure.adapters.sentence_voice.text_to_speech import SentenceBySentence


class EspeakTextToSpeech(SentenceBySentence):
    """Speaks without any program installed. It sounds more like a machine than flite does.

    :param voice: one of espeak-ng's, such as `en` (British) or `en-us`.
    :param words_per_minute: 80 to 450.
    :raises ConfigurationInvalid: the library cannot be loaded, or has no such voice.
    """

    def __init__(self, voice: str = "en", words_per_minute: int = 165) -> None:
        super().__init__(EspeakEngine(voice, words_per_minute))
