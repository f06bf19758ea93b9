"""Questions and wishes that are whole as they stand, whatever their melody."""

import re

from application.talk.endpointing.pause import Opinion, Pause
from application.talk.english import ENGLISH, any_of

_BEGINS = re.compile(rf"\b(?:{any_of('whole', 'beginnings')})")
_LEAST_WORDS: int = ENGLISH["whole"]["least_words"]


def opinion(pause: Pause) -> Opinion | None:
    said = pause.words
    is_whole = len(said) >= _LEAST_WORDS and _BEGINS.search(" ".join(said))
    return Opinion.WHOLE if is_whole else None
