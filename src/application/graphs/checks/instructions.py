"""Steps that a caller is told to take, and words of our own instructions: neither made up, nor told."""

import re
from collections.abc import Iterable

from application.graphs.checks.english import listed

_LEADS = re.compile(
    r"^(first|next|then|now|please|and|so|okay|finally|also|just|you (can|could|should|need to|have to)|try to)\W+"
)
_WORD = re.compile(r"[a-z0-9']+")

_HANDLING = frozenset(listed("handling"))
_SMALL = frozenset(listed("small"))

_FOUNDED_SHARE = 0.6
"""Of a step's words, those that the evidence has: a model may put a step in other words, not make one up."""

_LONGEST_QUOTE_WORDS = 8
"""So many words in a row of the instructions are a quotation of them; fewer occur by chance."""


def is_step(sentence: str) -> bool:
    """Whether a sentence, or its beginning, tells the caller to do something to a device."""
    words = _WORD.findall(_bare(sentence))
    return bool(words) and words[0] in _HANDLING


def may_become_step(beginning: str) -> bool:
    """Whether a sentence of which only this is known may turn out to be a step."""
    return not _WORD.findall(_bare(beginning)) or is_step(beginning)


def is_founded(step: str, evidence: frozenset[str]) -> bool:
    """Whether enough of a step's words are among the evidence's."""
    words = content(step)
    return not words or len(words & evidence) >= _FOUNDED_SHARE * len(words)


def content(text: str) -> frozenset[str]:
    """The words that carry meaning."""
    return frozenset(_WORD.findall(text.lower())) - _SMALL


class Confidential:
    """Texts that are never said aloud, such as a prompt."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._quotes = {quote for text in texts for quote in _quotes(text)}

    def is_in(self, text: str, public: Iterable[str] = ()) -> bool:
        """Whether a text quotes them; what is public may be quoted, though it is in them, too."""
        quoted = self._quotes & _quotes(text)
        return bool(quoted) and not quoted <= {quote for each in public for quote in _quotes(each)}


def _quotes(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[at : at + _LONGEST_QUOTE_WORDS]) for at in range(len(words) - _LONGEST_QUOTE_WORDS + 1)}


def _bare(sentence: str) -> str:
    lowered = sentence.strip().lower()
    while (lead := _LEADS.match(lowered)) is not None:
        lowered = lowered[lead.end() :]
    return lowered
