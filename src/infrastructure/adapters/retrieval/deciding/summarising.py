"""A conversation in a few sentences: what the caller said, and what was answered with a figure in it."""

import re
from collections.abc import Sequence

from infrastructure.adapters.retrieval.words import content_words, sentences_of

_LINE = re.compile(r"^(caller|agent): (.+)$", re.MULTILINE)
_MOST_SAID = 6
_MOST_ANSWERS = 4
_FIGURE = re.compile(r"\d")


def summary(conversation: str) -> str:
    """Made of sentences that were said, so that nothing is invented.

    :param conversation: lines of `caller:` and `agent:`.
    """
    lines = [(who, said.strip()) for who, said in _LINE.findall(conversation)]
    asked = [said.rstrip(".?! ") for who, said in lines if who == "caller" and content_words(said)]
    told = [sentence for who, said in lines if who == "agent" for sentence in sentences_of(said)]
    figures = [sentence for sentence in told if _FIGURE.search(sentence) and not sentence.endswith("?")]
    parts = list[str]()
    if asked:
        parts.append(f"The caller said: {_quoted(asked[-_MOST_SAID:])}.")
    if figures:
        parts.append(f"The caller was told: {' '.join(dict.fromkeys(figures[-_MOST_ANSWERS:]))}")
    return " ".join(parts)


def _quoted(said: Sequence[str]) -> str:
    return "; ".join(dict.fromkeys(said))
