"""Words after which nobody stops: "my postcode is", "let me see", "and"."""

import re
from collections.abc import Sequence

from application.talk.endpointing.pause import Opinion, Pause
from application.talk.english import ENGLISH, any_of, words

_WORDS = words("trailing", "words")
_PHRASES = re.compile(rf"(?:^|\b)(?:{any_of('trailing', 'phrases')})$")
_HALVES = re.compile(any_of("trailing", "half_sentences"))
_LONGEST_HALF: int = ENGLISH["trailing"]["longest_half"]
_ANSWERS = words("trailing", "answers_begin"), words("trailing", "answers_end")
_QUESTIONS = words("trailing", "questions_begin"), words("trailing", "questions_end")

_LONGEST_ELLIPSIS = 4
"""Words: "yes I think I do" is whole, a longer sentence that ends so is not."""


def opinion(pause: Pause) -> Opinion | None:
    said = pause.words
    if not said:
        return None
    text = " ".join(said)
    if _PHRASES.search(text) or (said[-1] in _WORDS and not _is_ellipsis(said)):
        return Opinion.OPEN
    return Opinion.DOUBTFUL if len(said) <= _LONGEST_HALF and _HALVES.fullmatch(text) else None


def _is_ellipsis(said: Sequence[str]) -> bool:
    """ "Yes I do", "what it is": short answers end in such words."""
    if len(said) > _LONGEST_ELLIPSIS:
        return False
    return any(said[0] in begin and said[-1] in end for begin, end in (_ANSWERS, _QUESTIONS)) and len(said) > 1
