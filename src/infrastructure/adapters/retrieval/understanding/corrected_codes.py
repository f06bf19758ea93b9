"""What a correction changes of a code: "no, the last one is a five", "not one, five", "it ends in seven five"."""

import re
from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.codes import code, code_at, codes
from infrastructure.adapters.retrieval.understanding.corrections import corrects
from infrastructure.adapters.retrieval.understanding.utterance import words_of

_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6, "eighth": 7,
    "middle": 2, "last": -1, "final": -1,
}  # fmt: skip


def corrected_code(old: str, text: str, length: int) -> str | None:
    """The code with what the words change of it; None when they change nothing.

    :param length: how many digits it should have; 0 when that is not known.
    """
    words = words_of(text)
    whole = code(words, length or len(old))
    if whole is not None and len(whole.value) == (length or len(old)) and len(old) > 1:
        return whole.value if whole.value != old else None
    return _by_place(old, words) or _not_but(old, words) or _at_end(old, words)


def _by_place(old: str, words: Sequence[str]) -> str | None:
    """ "The last one is a five", "the second digit should be three", "the last two are seven five"."""
    for place, word in enumerate(words):
        if word not in _ORDINALS:
            continue
        runs = [run for run in codes(words) if run.start > place and words[run.start - 1 : run.start] != ["not"]]
        later = [run for run in runs if not _is_count_of_digits(words, place, run.start, run.end)]
        if not later:
            continue
        digits = later[-1].value
        at = _ORDINALS[word]
        start = len(old) - len(digits) if at < 0 else at
        if start >= 0 and start + len(digits) <= len(old):
            return old[:start] + digits + old[start + len(digits) :]
    return None


def _is_count_of_digits(words: Sequence[str], ordinal: int, start: int, end: int) -> bool:
    """The "one" of "the last one", the "two" of "the last two digits"."""
    return start == ordinal + 1 and end - start == 1 and len(words) > end


def _not_but(old: str, words: Sequence[str]) -> str | None:
    """ "Not one, five", "five, not one": the wrong digits replaced where they stood last."""
    for place, word in enumerate(words):
        if word != "not":
            continue
        wrong, right = _wrong_and_right(words, place)
        if wrong and right and wrong in old:
            at = old.rfind(wrong)
            return old[:at] + right + old[at + len(wrong) :]
    return None


def _wrong_and_right(words: Sequence[str], place: int) -> tuple[str, str]:
    """What stands after the "not" at a place, and what is meant instead."""
    after = [word for word in words[place + 1 :] if word not in {"a", "an", "the", "but", "it's", "is"}]
    pieces = [piece.value for at in range(len(after)) if (piece := code_at(after, at)) is not None]
    before = [piece.value for at in range(place) if (piece := code_at(words, at)) is not None]
    if len(pieces) >= 2:
        return pieces[0], pieces[-1]
    return (pieces[0], before[-1]) if pieces and before else ("", "")


def _at_end(old: str, words: Sequence[str]) -> str | None:
    """ "Five at the end", "it ends in seven five", "it starts with a three", or nothing but a digit."""
    runs = codes(words)
    if not runs or len(runs[-1].value) >= len(old):
        return None
    digits, text = runs[-1].value, " ".join(words)
    if re.search(r"\b(?:start\w*|begin\w*|front)\b", text):
        return digits + old[len(digits) :]
    if re.search(r"\bend\w*\b", text) or corrects(text):
        return old[: -len(digits)] + digits
    return None
