"""What kind of utterance it is: a request, a complaint, a question for an amount, for a way, for a yes or no."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_OPENING = rf"^(?:(?:{'|'.join(_DATA['opening'])})\W+)*"
_AT_START = "{opening}"
_QUESTIONS = frozenset[str](_DATA["questions"])


def _pattern(pattern: str) -> str:
    return pattern.replace(_AT_START, _OPENING) if _AT_START in pattern else rf"\b{pattern}"


_KINDS = {
    kind: re.compile("|".join(_pattern(pattern) for pattern in patterns))
    for kind, patterns in _DATA["kinds"].items()
}


@lru_cache(4096)
def acts(text: str) -> frozenset[str]:
    """The kinds that an utterance is of; one that asks nothing is `said` as well."""
    plain = " ".join(text.lower().replace("’", "'").split())
    found = {kind for kind, pattern in _KINDS.items() if pattern.search(plain)}
    if not found & _QUESTIONS:
        found.add("said")
    return frozenset(found)


def is_question(text: str) -> bool:
    return bool(acts(text) & _QUESTIONS)


def asks_amount(text: str) -> bool:
    """Whether a price is asked for, or a sum."""
    return "amount" in acts(text)
