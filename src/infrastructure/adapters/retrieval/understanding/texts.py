"""Free text in an utterance: what stands behind a "for" or an "in", up to the end."""

from collections.abc import Sequence

from infrastructure.adapters.retrieval.understanding.utterance import TAKEN, Found
from infrastructure.adapters.retrieval.words import content_words

_LEADS = frozenset(["in", "at", "for", "to", "from", "about", "of", "called", "named", "with", "says", "saying"])
_TRAILS = frozenset(["please", "then", "thanks", "now"])


def text(words: Sequence[str], *, asked: bool = False) -> Found[str] | None:
    """The last phrase of that kind; when it was asked for, everything.

    It is in lower case, as words are heard.
    """
    end = len(words)
    while end and (words[end - 1] in _TRAILS or words[end - 1] == TAKEN):
        end -= 1
    leads = [place for place in range(end) if words[place] in _LEADS and place + 1 < end]
    start = 0 if asked else leads[-1] + 1 if leads else end
    said = " ".join(word for word in words[start:end] if word != TAKEN)
    return Found(said, start, end) if content_words(said) else None
