"""Picks the words of some passages that answer a question; knows English, and nothing of any company."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from livekit import blingfire

from domain.entities.knowledge import Passage
from infrastructure.adapters.retrieval.steps import Procedure, procedure_in, step_text
from infrastructure.adapters.retrieval.words import content_words

ENOUGH = 0.45
"""How much of the question's meaning a passage must share to be an answer. Lower, and "do you sell pizza" is answered
with something that is sold; higher, and one misheard word hides what is known."""

_BEYOND_HEADING = 0.75
"""What a word is worth that stands in the heading only, where the sentence itself would be worth 1."""

_LONGEST_ANSWER_WORDS = 32
"""About twelve seconds of speech: as much as a caller takes in."""

_ASKS_AMOUNT = re.compile(r"\bhow much\b|\b(cost|price|fee|charge|expensive)", re.IGNORECASE)
_ASKS_NUMBER = re.compile(r"\bhow (long|fast|many|often|soon|old|far)\b|\bwhen\b|\bwhat time\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(
    r"^\W*(and |so |but )?(do|does|did|is|are|can|could|will|may|have|has)\b", re.IGNORECASE
)
_MONEY = re.compile(
    r"(\d|\bfree\b|\bno cost\b).*?(euro|cent|dollar|pound|[€$£]|\bfree\b|\bno cost\b|percent)|\bfree\b"
)
_QUANTITY = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|twenty|thirty|forty|fifty|hundred"
    r"|day|night|morning|week|month|year|hour|minute)s?\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"^(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    words: frozenset[str]
    around: frozenset[str]
    sentences: tuple[str, ...] = ()
    position: int = 0
    procedure: Procedure | None = None


def answer(question: str, passages: Sequence[Passage], heard: Sequence[str]) -> str | None:
    """One or two sentences of the passages, or the first step that was not heard; None when nothing fits.

    :param heard: what the caller has been told so far.
    """
    asked = set(content_words(question))
    candidates = [candidate for passage in passages for candidate in _candidates(passage)]
    if not asked or not candidates:
        return None
    weights = _weights(asked, candidates)
    fitting = [candidate for candidate in candidates if _coverage(candidate, weights) >= ENOUGH]
    if not fitting:
        return None
    best = max(fitting, key=lambda candidate: _score(candidate, weights, question))
    if best.procedure is not None:
        return step_text(best.procedure, heard)
    return _with_what_follows(best, question)


def _candidates(passage: Passage) -> list[_Candidate]:
    around = frozenset(content_words(passage.title))
    found = list[_Candidate]()
    procedure = procedure_in(passage.text)
    if procedure is not None:
        words = frozenset(content_words(" ".join(procedure.steps)))
        found.append(_Candidate(passage, words, around, procedure=procedure))
    lines = procedure.other_lines if procedure is not None else passage.text.splitlines()
    for line in lines:
        sentences = tuple(blingfire.text_to_sentences(line).splitlines())
        for position, sentence in enumerate(sentences):
            found.append(_Candidate(passage, frozenset(content_words(sentence)), around, sentences, position))
    return found


def _weights(asked: set[str], candidates: Sequence[_Candidate]) -> dict[str, float]:
    """What each word of the question says: the rarer in the passages, the more; together 1."""
    total = len(candidates)
    rarity = {
        word: math.log(1 + total / (0.5 + sum(word in c.words or word in c.around for c in candidates)))
        for word in asked
    }
    whole = sum(rarity.values())
    return {word: value / whole for word, value in rarity.items()}


def _coverage(candidate: _Candidate, weights: dict[str, float]) -> float:
    return sum(weight for word, weight in weights.items() if word in candidate.words or word in candidate.around)


def _score(candidate: _Candidate, weights: dict[str, float], question: str) -> float:
    if candidate.procedure is not None:
        on_topic = sum(weight for word, weight in weights.items() if word in candidate.around)
        in_steps = sum(weight for word, weight in weights.items() if word in candidate.words - candidate.around)
        return on_topic + 0.4 * in_steps + (-0.2 if _asks_fact(question) else 0.1)
    in_sentence = sum(weight for word, weight in weights.items() if word in candidate.words)
    in_heading = sum(weight for word, weight in weights.items() if word in candidate.around - candidate.words)
    return (
        in_sentence + _BEYOND_HEADING * in_heading + _kind_bonus(candidate, question) - 0.02 * candidate.position
    )


def _kind_bonus(candidate: _Candidate, question: str) -> float:
    """A question for an amount wants an amount, one for a time or number a number, one for yes or no either."""
    sentence = candidate.sentences[candidate.position]
    bonus = 0.0
    if _ASKS_AMOUNT.search(question) and _MONEY.search(sentence):
        bonus += 0.3
    if _ASKS_NUMBER.search(question) and _QUANTITY.search(sentence):
        bonus += 0.15
    if _ASKS_WHETHER.search(question) and _YES_OR_NO.search(sentence):
        bonus += 0.1
    return bonus


def _asks_fact(question: str) -> bool:
    return bool(_ASKS_AMOUNT.search(question) or _ASKS_NUMBER.search(question))


def _with_what_follows(best: _Candidate, question: str) -> str:
    """The sentence, and the one after it when the two are short enough for the ear and more than a fact is wanted."""
    sentence = best.sentences[best.position]
    rest = best.sentences[best.position + 1 : best.position + 2]
    together = " ".join((sentence, *rest))
    if _asks_fact(question) or len(together.split()) > _LONGEST_ANSWER_WORDS:
        return sentence
    return together
