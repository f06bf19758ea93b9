"""Do the voices that specialists want exist?"""

import logging
from collections.abc import Iterable

from domain.entities.specialist import Specialist
from domain.interfaces.tts import TextToSpeech

logger = logging.getLogger(__name__)


def report_missing_voices(specialists: Iterable[Specialist], synthesiser: TextToSpeech) -> None:
    """Log every one that does not. It is no reason to answer nobody: voices have other names in every synthesiser,
    and which one speaks depends on the machine; the usual voice speaks instead.
    """
    for each in specialists:
        if each.voice is not None and not synthesiser.has_voice(each.voice):
            logger.error(
                "%s is to speak with the voice %r, which is not there: it has the usual one", each.name, each.voice
            )
