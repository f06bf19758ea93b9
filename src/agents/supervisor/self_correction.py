"""Callers who put themselves right in mid-sentence: "for three, no, make that five"."""

import re

_GAP = r"\W{1,10}"
"""No part is of any length: words and what parts them share signs, and a message of nothing but those would be
read again from every place of it.
"""

_HESITATES = rf"(?:(?:er|erm|uh|um|oh|ah|well|hm){_GAP}){{0,4}}"
_TAKES_BACK = (
    rf"(?:no{_GAP}(?:sorry|wait|hang on|actually|rather|i mean(?:t)?|make (?:that|it)|better)"
    rf"|(?:er|erm|uh|um){_GAP}no|no{_GAP}no|sorry{_GAP}i mean(?:t)?|wait{_GAP}no"
    r"|i mean(?:t)?|or rather|make that|scratch that)"
)
_ONCE_MORE = rf"(?:{_GAP}(?:sorry|i mean(?:t)?|make (?:that|it)|rather|actually)){{0,4}}"

_CORRECTION = re.compile(
    rf"(?<![\w'-])(?P<wrong>(?:the )?[\w'-]{{1,40}}){_GAP}"
    rf"{_HESITATES}{_TAKES_BACK}{_ONCE_MORE}{_GAP}(?P<right>(?:the )?[\w'-]+)",
    re.IGNORECASE,
)
_DIGITS = frozenset(
    [*"0123456789", "oh", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
)
_NEVER_WRONG = frozenset(
    ["yes", "no", "okay", "ok", "well", "that", "it", "this", "what", "and", "so", "but", "sorry"]
)


def put_right(utterance: str) -> str:
    """The words as they were meant: what was taken back is left out. Codes of digits stay as they were said."""
    return _CORRECTION.sub(_right, utterance)


def _right(found: re.Match[str]) -> str:
    wrong = found["wrong"].lower().removeprefix("the ")
    before = found.string[: found.start()].rsplit(maxsplit=1)
    in_code = wrong in _DIGITS and bool(before) and before[-1].lower() in _DIGITS
    return found[0] if wrong in _NEVER_WRONG or in_code else found["right"]
