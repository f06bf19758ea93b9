"""Signs that stand alone."""

import re
from collections.abc import Sequence

from infrastructure.adapters.sentence_voice.spoken_form.words import Word, core_at

_SAID = {
    "&": "and",
    "+": "plus",
    "=": "equals",
    "→": "to",
    "->": "to",
    "=>": "to",
    "@": "at",
    "×": "times",
    "÷": "divided by",
    "≈": "about",
    "±": "plus or minus",
    ">": "more than",
    "<": "less than",
    "≥": "at least",
    "≤": "at most",
    ">=": "at least",
    "<=": "at most",
    "§": "section",
    "€": "euros",
    "£": "pounds",
    "$": "dollars",
}


def read_sign(words: Sequence[Word], at: int) -> list[str]:
    sign = words[at].core
    before, after = core_at(words, at - 1), core_at(words, at + 1)
    is_between_numbers = bool(re.search(r"\d\W*$", before) and re.match(r"\W?\d", after))
    if re.fullmatch(r"[-–]", sign):
        return [_dash(words, at) if is_between_numbers else ""]
    if sign == "/":
        return ["per" if re.search(r"[\d€£$]$", before) and not is_between_numbers else "or" if after else ""]
    if sign in ("x", "*") and is_between_numbers:
        return ["by" if sign == "x" else "times"]
    return [_SAID[sign]] if sign in _SAID else []


def _dash(words: Sequence[Word], at: int) -> str:
    """`8 - 20` is a range, `8 - 2 = 6` is not."""
    return "minus" if any(word.core == "=" for word in words[at:]) else "to"
