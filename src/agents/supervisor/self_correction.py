"""Callers who put themselves right in mid-sentence: "for three, no, make that five"."""

import re

_HESITATES = r"(?:(?:er|erm|uh|um|oh|ah|well|hm)\W+)*"
_TAKES_BACK = (
    r"(?:no\W+(?:sorry|wait|hang on|actually|rather|i mean(?:t)?|make (?:that|it)|better)"
    r"|(?:er|erm|uh|um)\W+no|no\W+no|sorry\W+i mean(?:t)?|wait\W+no|i mean(?:t)?|or rather|make that|scratch that)"
)
_ONCE_MORE = r"(?:\W+(?:sorry|i mean(?:t)?|make (?:that|it)|rather|actually))*"

_CORRECTION = re.compile(
    rf"\b(?P<wrong>(?:the )?[\w'-]+),?\W+{_HESITATES}{_TAKES_BACK}{_ONCE_MORE}\W+(?P<right>(?:the )?[\w'-]+)",
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
    before = found.string[: found.start()].split()
    in_code = wrong in _DIGITS and bool(before) and before[-1].lower() in _DIGITS
    return found[0] if wrong in _NEVER_WRONG or in_code else found["right"]
