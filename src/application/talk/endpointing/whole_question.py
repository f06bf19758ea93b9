"""Questions and wishes that are whole as they stand, whatever their melody."""

import re
from itertools import dropwhile

from application.talk.endpointing.pause import Opinion, Pause
from application.talk.endpointing.read_out import digits_at_end
from application.talk.english import ENGLISH, any_of, words

_BEGINS = re.compile(any_of("whole", "beginnings"))
_OPENINGS = words("whole", "openings")
_LEAST_WORDS: int = ENGLISH["whole"]["least_words"]


def opinion(pause: Pause) -> Opinion | None:
    said = list(dropwhile(_OPENINGS.__contains__, pause.words))
    is_whole = len(said) >= _LEAST_WORDS and _BEGINS.match(" ".join(said)) and not digits_at_end(said)
    return Opinion.WHOLE if is_whole else None
