"""What speaks for a sentence of the passages, or for a procedure, as the answer to a question."""

import math
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from domain.entities.knowledge import Passage
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval import nearness
from infrastructure.adapters.retrieval.deciding.closeness import closeness, likelihood
from infrastructure.adapters.retrieval.phrasebook import NO_PHRASES, Phrasebook
from infrastructure.adapters.retrieval.question import PRICE, Question, names_amount
from infrastructure.adapters.retrieval.steps import Procedure, procedure_in
from infrastructure.adapters.retrieval.words import content_words, is_circumstance, sentences_of

_NEW_WORDS_COUNT = 2.5
"""A word that the caller has just said against one that earlier turns lend: what is new must be in the answer."""

_CIRCUMSTANCE_COUNTS = 0.35
"""A word of time, degree or place against one that names a subject."""

_RAREST = 1
"""A word that no passage has weighs as if one had it: it may be misheard."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with those beside it, or a procedure.

    :ivar before: the sentence before it in the same paragraph; empty for the first.
    :ivar follows: the one after it; empty for the last.
    :ivar around: the words of the headings above it.
    :ivar asked: the words of what callers say who want it.
    :ivar phrases: what its passage is compared by.
    """

    sentence: str
    follows: str
    words: frozenset[str]
    around: frozenset[str]
    asked: frozenset[str]
    title: str
    heading: str
    phrases: tuple[str, ...]
    before: str = ""
    procedure: Procedure | None = None


def candidates(passages: Sequence[Passage], phrases: Phrasebook = NO_PHRASES) -> list[Candidate]:
    return [candidate for passage in passages for candidate in _candidates(passage, phrases)]


def _candidates(passage: Passage, book: Phrasebook) -> list[Candidate]:
    phrases = nearness.phrases_of(passage, book.passages.get(passage.source, ()))
    asked = book.words_of(passage.source)
    around = frozenset(content_words(passage.title))
    heading = passage.title.rpartition(": ")[2]
    found = list[Candidate]()
    procedure = procedure_in(passage.text)
    if procedure is not None:
        words = frozenset(content_words(" ".join(procedure.steps)))
        found.append(Candidate("", "", words, around, asked, passage.title, heading, phrases, procedure=procedure))
    for line in procedure.other_lines if procedure is not None else passage.text.splitlines():
        sentences = sentences_of(line)
        for before, sentence, follows in zip(["", *sentences], sentences, [*sentences[1:], ""], strict=False):
            words = frozenset(content_words(f"{sentence} {PRICE}" if names_amount(sentence) else sentence))
            found.append(
                Candidate(sentence, follows, words, around, asked, passage.title, heading, phrases, before)
            )
    return found


def evidence(
    question: Question, found: Sequence[Candidate], meaning: Meaning, known: Set[str]
) -> list[Mapping[str, float]]:
    """For each candidate the evidence by its names, most of it from 0 to 1.

    :param known: content words that make sense here, beside those of the candidates.
    """
    must_hold, weights = _weights(question, found, _NEW_WORDS_COUNT), _weights(question, found)
    titles = meaning.alike(question.text, [candidate.title for candidate in found])
    headings = meaning.alike(question.text, [candidate.heading for candidate in found])
    sentences = meaning.alike(question.text, [candidate.sentence for candidate in found])
    here = {word for candidate in found for word in candidate.words | candidate.around}
    unnamed = sum(weight for word, weight in weights.items() if word in question.named and word not in here)
    subjects = question.new_words or question.words
    fits = _fits(question.text, found, meaning)
    best_fit = max(fits)
    return [
        {
            "bias": 1.0,
            "fit": fit,
            "behind": best_fit - fit,
            "likely": likelihood(fit),
            "close": closeness(fit),
            "heading": max(title, heading),
            "sentence": sentence,
            "share": _share(must_hold, candidate.words | candidate.around),
            "asked": _share(must_hold, candidate.words | candidate.around | candidate.asked),
            "in_sentence": _share(weights, candidate.words),
            "in_heading": _share(weights, candidate.around - candidate.words),
            "suits": question.suits(candidate.sentence, candidate.heading),
            "echoes": question.echoes(candidate.heading),
            "procedure": float(candidate.procedure is not None),
            "steps_suit": _steps_suit(question) if candidate.procedure is not None else 0.0,
            "unasked_amount": float(question.asks_other_fact and names_amount(candidate.sentence)),
            "strange": _without(subjects, here),
            "unknown": _without(question.words, known | here),
            "unknown_name": unnamed,
        }
        for candidate, fit, title, heading, sentence in zip(found, fits, titles, headings, sentences, strict=True)
    ]


def _fits(text: str, found: Sequence[Candidate], meaning: Meaning) -> list[float]:
    """How well the passage of each candidate fits."""
    of_passage = {
        phrases: nearness.fit(np.array([meaning.alike(text, phrases)], np.float32))
        for phrases in {candidate.phrases for candidate in found}
    }
    return [float(of_passage[candidate.phrases][0]) for candidate in found]


def _weights(question: Question, found: Sequence[Candidate], new_words: float = 1) -> Mapping[str, float]:
    """What each word of the question says, together 1: the rarer in the passages, the more."""
    weights = dict[str, float]()
    for word in question.words:
        held = sum(word in candidate.words or word in candidate.around for candidate in found)
        if not held and is_circumstance(word):
            continue
        rarity = math.log(1 + len(found) / max(_RAREST, held))
        news = new_words if word in question.new_words else 1
        weights[word] = rarity * news * (_CIRCUMSTANCE_COUNTS if is_circumstance(word) else 1)
    whole = sum(weights.values())
    return {word: weight / whole for word, weight in weights.items()}


def _share(weights: Mapping[str, float], words: Set[str]) -> float:
    return sum(weight for word, weight in weights.items() if word in words)


def _without(words: Collection[str], known: Set[str]) -> float:
    """The share of the words that are not known."""
    subjects = [word for word in words if not is_circumstance(word)]
    return sum(word not in known for word in subjects) / len(subjects) if subjects else 0.0


def _steps_suit(question: Question) -> float:
    """Steps mend what a caller complains of, and tell how; they tell no price and no time."""
    if question.asks_fact:
        return -1.0
    if question.complains:
        return 1.0
    return 0.5 if question.asks_how else -0.5
