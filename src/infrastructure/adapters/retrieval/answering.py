"""Picks the words of some passages that answer a question; knows English, and nothing of any company."""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from livekit import blingfire

from domain.entities.knowledge import Passage
from infrastructure.adapters.retrieval.question import Question
from infrastructure.adapters.retrieval.steps import Procedure, procedure_in, step_text
from infrastructure.adapters.retrieval.words import content_words

ENOUGH = 0.45
"""How much of the question's meaning a passage must share to be an answer. Lower, and "do you sell pizza" is
answered with something that is sold; higher, and one misheard word hides what is known."""

_NEW_WORDS_COUNT = 2.5
"""A word that the caller has just said against one that earlier turns lend: what is new must be in the answer."""

_IN_HEADING = 0.75
"""What a word is worth that stands in the heading only, where in the sentence itself it is worth 1."""

_IN_STEPS = 0.4
"""The same for the steps of a procedure: its heading says what it is for."""

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
    procedure: Procedure | None = None


def answer(question: Question, passages: Sequence[Passage], heard: Sequence[str]) -> str | None:
    """One or two sentences of the passages, or the first step that was not heard; None when nothing fits.

    :param heard: what the caller has been told so far.
    """
    candidates = [candidate for passage in passages for candidate in _candidates(passage)]
    weights = _weights(question, candidates)
    fitting = [
        candidate for candidate in candidates if _share(weights, candidate.words | candidate.around) >= ENOUGH
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda candidate: _score(candidate, weights, question))
    if best.procedure is not None:
        return step_text(best.procedure, heard)
    return _for_the_ear(best, question)


def _candidates(passage: Passage) -> list[_Candidate]:
    around = frozenset(content_words(passage.title))
    found = list[_Candidate]()
    procedure = procedure_in(passage.text)
    if procedure is not None:
        words = frozenset(content_words(" ".join(procedure.steps)))
        found.append(_Candidate("", "", words, around, procedure))
    for line in procedure.other_lines if procedure is not None else passage.text.splitlines():
        sentences: list[str] = blingfire.text_to_sentences(line).splitlines()
        for sentence, follows in zip(sentences, [*sentences[1:], ""], strict=True):
            found.append(_Candidate(sentence, follows, frozenset(content_words(sentence)), around))
    return found


def _weights(question: Question, candidates: Sequence[_Candidate]) -> Mapping[str, float]:
    """What each word of the question says, together 1: the rarer in the passages, the more."""
    holders = {word: sum(word in c.words or word in c.around for c in candidates) for word in question.words}
    rarity = {
        word: math.log(1 + len(candidates) / (0.5 + held))
        * (_NEW_WORDS_COUNT if word in question.new_words else 1)
        for word, held in holders.items()
    }
    whole = sum(rarity.values())
    return {word: value / whole for word, value in rarity.items() if whole}


def _share(weights: Mapping[str, float], words: Set[str]) -> float:
    return sum(weight for word, weight in weights.items() if word in words)


def _score(candidate: _Candidate, weights: Mapping[str, float], question: Question) -> float:
    in_words = _share(weights, candidate.words)
    if candidate.procedure is None:
        only_above = _share(weights, candidate.around - candidate.words)
        return in_words + _IN_HEADING * only_above + question.suits(candidate.sentence)
    above = _share(weights, candidate.around)
    return (
        above
        + _IN_STEPS * _share(weights, candidate.words - candidate.around)
        + (-0.2 if question.asks_fact else 0.1)
    )


def _for_the_ear(best: _Candidate, question: Question) -> str:
    """The sentence, and the one after it where more than a fact is wanted and both are short enough."""
    together = f"{best.sentence} {best.follows}".strip()
    if question.asks_fact or len(together.split()) > _LONGEST_ANSWER_WORDS:
        return best.sentence
    return together
