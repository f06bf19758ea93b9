"""Understanding words that lean on what was said before: "and the basic one?"."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_FUNCTION_WORDS = frozenset[str](_WORDS["function_words"].split())
_GO_ON = frozenset[str](_WORDS["go_on"].split())

_LEADS_ON = re.compile(
    r"^(?:(?:okay|ok|so|well|right|thanks|thank you|um|uh)\s+)*(and|or|what about|how about|also)\b"
)
_POINTS_BACK = re.compile(r"\b(it|it's|its|that|that's|this|they|them|those|these|one|ones)\b")
_POINTS_NOWHERE = re.compile(
    r"\b(is|was|would be|will) it (also )?(possible|true|okay|allowed)\b|\bi think that\b"
)
_COMES_BACK = re.compile(r"\b(back to|as for|coming back|going back)\b (?!(it|that|this)\b)")
"""To something that was said before the question before: it is named."""

_ASKED_AMOUNT = re.compile(r"^(how much|much|cost|costs|price|prices|pricing)$")

_ASKS = re.compile(r"(what|how|when|where|who|which|why|do|does|is|are|can|could|will|would)\b")

_WORDS_OF_A_QUESTION = 2
"""A question with two words of its own has a subject, even after an "and": "and what does moving cost"."""

_LONGEST_FRAGMENT_WORDS = 3
_MOST_NEW_WORDS = 3
"""With more words of its own, an utterance says by itself what it is about, even when it has an "it"."""

_ALIKE_ENOUGH = 0.3


class FollowUps:
    """Turns an utterance into a question that stands alone.

    :param interchangeable: how far two words name different values of one thing, from 0 to 1; the pages know.
    """

    def __init__(self, interchangeable: Callable[[str, str], float]) -> None:
        self._interchangeable = interchangeable

    def standalone(self, utterance: str, previous: str) -> str:
        """The utterance itself when it needs nothing of `previous`, the question before it in full."""
        words = _words(utterance)
        new = [word for word in words if word not in _FUNCTION_WORDS]
        if not previous or _COMES_BACK.search(" ".join(words)):
            return utterance
        if all(word in _GO_ON for word in new):
            return previous
        if not _leans(words, new):
            return utterance
        return self._put_in(new, previous) or _join(new, previous)

    def _put_in(self, new: list[str], previous: str) -> str | None:
        """The question before with its words replaced by those of the same kind; None when there are none."""
        old = _words(previous)
        replaced = False
        added = list[str]()
        for word in new:
            if word in old:
                continue
            slot = self._slot(word, old, new)
            if slot is None:
                added.append(word)
            else:
                old[slot] = word
                replaced = True
        return " ".join([*old, *added]) if replaced else None

    def _slot(self, word: str, old: list[str], new: list[str]) -> int | None:
        alike = {
            position: self._interchangeable(word, candidate)
            for position, candidate in enumerate(old)
            if candidate not in _FUNCTION_WORDS and candidate not in new
        }
        best = max(alike, key=lambda position: alike[position], default=None)
        return best if best is not None and alike[best] >= _ALIKE_ENOUGH else None


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", text.lower().replace("’", "'"))


def _leans(words: list[str], new: list[str]) -> bool:
    if len(new) > _MOST_NEW_WORDS:
        return False
    lowered = " ".join(words)
    if _POINTS_BACK.search(lowered) and not _POINTS_NOWHERE.search(lowered):
        return True
    lead = _LEADS_ON.match(lowered)
    if lead and len(new) >= _WORDS_OF_A_QUESTION and _ASKS.match(lowered[lead.end() :].strip()):
        return False
    return bool(lead) or len(words) <= _LONGEST_FRAGMENT_WORDS


def _join(new: list[str], previous: str) -> str:
    """A new thing about the old subject: what was asked of it before falls away."""
    subject = [word for word in _words(previous) if word not in _FUNCTION_WORDS and not _ASKED_AMOUNT.match(word)]
    return " ".join([*new, *(word for word in subject if word not in new)])
