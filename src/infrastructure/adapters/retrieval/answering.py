"""Picks the words of some passages that answer a question; knows English, and nothing of any company."""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from domain.entities.knowledge import Passage
from infrastructure.adapters.retrieval.question import PRICE, Question, names_amount
from infrastructure.adapters.retrieval.steps import Procedure, procedure_in, step_text
from infrastructure.adapters.retrieval.words import content_words, is_circumstance, sentences_of

ENOUGH = 0.45
"""How much of the question's meaning a passage must share to be an answer. Lower, and "do you sell pizza" is
answered with something that is sold; higher, and one misheard word hides what is known."""

_NEW_WORDS_COUNT = 2.5
"""A word that the caller has just said against one that earlier turns lend: what is new must be in the answer."""

_IN_HEADING = 0.75
"""What a word is worth that stands in the heading only, where in the sentence itself it is worth 1."""

_IN_STEPS = 0.4
"""The same for the steps of a procedure: its heading says what it is for."""

_CIRCUMSTANCE_COUNTS = 0.35
"""A word of time, degree or place against one that names a subject."""

_UNKNOWN_NAME_COUNTS = 2
"""A name that no passage has: "the platinum plan" is not answered with another plan."""

_SAME_QUESTION = 0.2
"""What it is worth when the heading is in the caller's words, small ones included."""

_RAREST = 1
"""A word that no passage has weighs as if one had it: it may be misheard."""

_LONGEST_ANSWER_WORDS = 32
"""About twelve seconds of speech: as much as a caller takes in."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence with the one after it, or a procedure.

    :ivar around: the words of the headings above it.
    """

    sentence: str
    follows: str
    words: frozenset[str]
    around: frozenset[str]
    heading: str
    procedure: Procedure | None = None


def answer(question: Question, passages: Sequence[Passage], heard: Sequence[str]) -> str | None:
    """One or two sentences of the passages, or the first step that was not heard; None when nothing fits.

    :param heard: what the caller has been told so far.
    """
    candidates = [candidate for passage in passages for candidate in _candidates(passage)]
    if not candidates:
        return None
    must_hold = _weights(question, candidates, _NEW_WORDS_COUNT)
    fitting = [found for found in candidates if _share(must_hold, found.words | found.around) >= ENOUGH]
    if not fitting:
        return None
    weights = _weights(question, candidates)
    best = max(fitting, key=lambda candidate: _score(candidate, weights, question))
    if best.procedure is not None:
        return step_text(best.procedure, heard)
    return _for_the_ear(best, question)


def _candidates(passage: Passage) -> list[_Candidate]:
    around = frozenset(content_words(passage.title))
    heading = passage.title.rpartition(": ")[2]
    found = list[_Candidate]()
    procedure = procedure_in(passage.text)
    if procedure is not None:
        words = frozenset(content_words(" ".join(procedure.steps)))
        found.append(_Candidate("", "", words, around, heading, procedure))
    for line in procedure.other_lines if procedure is not None else passage.text.splitlines():
        sentences = sentences_of(line)
        for sentence, follows in zip(sentences, [*sentences[1:], ""], strict=True):
            words = frozenset(content_words(f"{sentence} {PRICE}" if names_amount(sentence) else sentence))
            found.append(_Candidate(sentence, follows, words, around, heading))
    return found


def _weights(question: Question, candidates: Sequence[_Candidate], new_words: float = 1) -> Mapping[str, float]:
    """What each word of the question says, together 1: the rarer in the passages, the more."""
    weights = dict[str, float]()
    for word in question.words:
        held = sum(word in candidate.words or word in candidate.around for candidate in candidates)
        if not held and is_circumstance(word):
            continue
        rarity = math.log(1 + len(candidates) / max(_RAREST, held))
        if not held and word in question.named:
            rarity *= _UNKNOWN_NAME_COUNTS
        news = new_words if word in question.new_words else 1
        weights[word] = rarity * news * (_CIRCUMSTANCE_COUNTS if is_circumstance(word) else 1)
    whole = sum(weights.values())
    return {word: weight / whole for word, weight in weights.items()}


def _share(weights: Mapping[str, float], words: Set[str]) -> float:
    return sum(weight for word, weight in weights.items() if word in words)


def _score(candidate: _Candidate, weights: Mapping[str, float], question: Question) -> float:
    above = _share(weights, candidate.around)
    if candidate.procedure is not None:
        only_in_steps = _share(weights, candidate.words - candidate.around)
        return above + _IN_STEPS * only_in_steps + _procedure_bonus(question)
    only_above = _share(weights, candidate.around - candidate.words)
    return (
        _share(weights, candidate.words)
        + _IN_HEADING * only_above
        + question.suits(candidate.sentence, candidate.heading)
        + _SAME_QUESTION * question.echoes(candidate.heading)
    )


def _procedure_bonus(question: Question) -> float:
    if question.asks_fact:
        return -0.2
    if question.complains:
        return 0.25
    return 0.1 if question.asks_how else -0.1


def _for_the_ear(best: _Candidate, question: Question) -> str:
    """The sentence, and the one after it where more than a fact is wanted and both are short enough."""
    together = f"{best.sentence} {best.follows}".strip()
    if question.asks_fact or len(together.split()) > _LONGEST_ANSWER_WORDS:
        return best.sentence
    return together
