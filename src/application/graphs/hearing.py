"""Whether the caller has heard something, and not only been sent it."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[a-z0-9']+")

_HEARD_SHARE = 0.6
"""A text counts as heard when this share of its words was: what is cut off before the half is said again."""


def was_heard(text: str, heard: Sequence[str]) -> bool:
    """Whether one of the answers that were heard holds nearly all of a text."""
    words = _WORD.findall(text.lower())
    return any(_holds(answer, words) for answer in heard)


def ends_with(answer: str, question: str) -> bool:
    """Whether an answer ends with a question, word for word: it is what a yes is the answer to."""
    asked, said = _WORD.findall(question.lower()), _WORD.findall(answer.lower())
    return bool(asked) and said[-len(asked) :] == asked


def _holds(answer: str, words: list[str]) -> bool:
    said = set(_WORD.findall(answer.lower()))
    return sum(word in said for word in words) >= _HEARD_SHARE * len(words)
