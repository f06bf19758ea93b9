"""Whether words are a yes or a no, and nothing else."""

import re
import tomllib
from enum import Enum
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_YES = frozenset[str](_DATA["yes"].split())
_NO = frozenset[str](_DATA["no"].split())
_FILLER = frozenset[str](_DATA["filler"].split())
_YES_PHRASES = re.compile(rf"\b({'|'.join(_DATA['yes_phrases'])})\b")
_NO_PHRASES = re.compile(rf"\b({'|'.join(_DATA['no_phrases'])})\b")

_MOST_WORDS = 12


class Consent(Enum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    """Something else, or more than that."""


def consent(utterance: str, question: str = "") -> Consent:
    """A clear yes lets something happen: whatever is left over makes it unclear.

    :param question: what was asked: its own words may be repeated, as in "yes, cancel the order".
    """
    repeated = frozenset(_words(question)) - _YES - _NO
    plain = " ".join(_words(utterance))
    without_phrases, agreements = _YES_PHRASES.subn(" ", plain)
    words = [word for word in without_phrases.split() if word not in repeated]
    without_no, refusals = _NO_PHRASES.subn(" ", " ".join(words))
    rest = [word for word in without_no.split() if word not in _FILLER]
    if len(plain.split()) > _MOST_WORDS or any(word not in _YES | _NO for word in rest):
        return Consent.UNCLEAR
    says_no = refusals > 0 or any(word in _NO for word in rest)
    says_yes = agreements > 0 or any(word in _YES for word in rest)
    if says_no == says_yes:
        return Consent.UNCLEAR
    return Consent.YES if says_yes else Consent.NO


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z']+|\d+", text.lower().replace("’", "'"))
