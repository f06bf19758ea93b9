"""Which specialist a question belongs to, by what each of them knows, can do, and is there for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.entities.specialist import Specialist
from domain.interfaces.meaning import Meaning
from domain.interfaces.rag import KnowledgeBase

_PASSAGES_ASKED = 6

_KEYWORD_WEIGHT = 0.5
_MOST_FROM_KEYWORDS = 1.0

_EXAMPLE_WEIGHT = 1.2
_ALIKE_AT_LEAST = 0.35
"""Texts that share nothing are up to this near to each other."""

_CLEAR_LEAD = 0.25
"""Of a scale where the knowledge gives 1 in all, and keywords and tools as much each: below it, two fit alike."""

_WAITING = 0.6
"""What it counts for a specialist to have asked the caller something: an answer has few words of its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """:ivar is_clear: False when another specialist fits about as well."""

    name: str
    is_clear: bool


class SpecialistRouter:
    """Scores specialists by who owns the passages that a question finds, by their keywords, and by what callers
    say who want one of their tools.
    """

    def __init__(self, specialists: Sequence[Specialist], knowledge: KnowledgeBase, meaning: Meaning) -> None:
        self._knowledge = knowledge
        self._meaning = meaning
        self._specialists = tuple(specialists)
        self._keywords = {
            specialist.name: [re.compile(rf"\b{re.escape(keyword)}") for keyword in specialist.keywords]
            for specialist in specialists
        }
        self._examples = {
            specialist.name: tuple(example for tool in specialist.tools for example in tool.examples)
            for specialist in specialists
        }

    def choose(self, question: str, current: str, *, is_waiting: bool = False) -> Choice:
        """The best fit; the current specialist unless another one leads clearly.

        :param is_waiting: whether the current one has asked the caller something.
        """
        scores = self._by_knowledge(question)
        lowered = question.lower()
        for name, keywords in self._keywords.items():
            hits = sum(bool(keyword.search(lowered)) for keyword in keywords)
            scores[name] += min(_MOST_FROM_KEYWORDS, hits * _KEYWORD_WEIGHT)
            scores[name] += self._by_examples(name, question)
        if is_waiting and current in scores:
            scores[current] += _WAITING
        ranked = sorted(scores, key=lambda name: (-scores[name], name != current))
        lead = scores[ranked[0]] - (scores[ranked[1]] if len(ranked) > 1 else 0.0)
        if lead >= _CLEAR_LEAD or len(ranked) == 1:
            return Choice(ranked[0], is_clear=True)
        return Choice(current if current in scores else ranked[0], is_clear=False)

    def _by_knowledge(self, question: str) -> dict[str, float]:
        """Each one's share of what was found, the best passages counting most; what belongs to several counts for
        each of them in part.
        """
        scores = {specialist.name: 0.0 for specialist in self._specialists}
        passages = self._knowledge.search(question, limit=_PASSAGES_ASKED)
        whole = sum(passage.score**2 for passage in passages)
        for passage in passages:
            folder = passage.source.partition("/")[0]
            owners = [specialist.name for specialist in self._specialists if folder in specialist.knowledge]
            for owner in owners:
                scores[owner] += passage.score**2 / whole / len(owners)
        return scores

    def _by_examples(self, name: str, question: str) -> float:
        nearest = max(self._meaning.alike(question, self._examples[name]), default=0.0)
        return _EXAMPLE_WEIGHT * max(0.0, nearest - _ALIKE_AT_LEAST) / (1 - _ALIKE_AT_LEAST)
