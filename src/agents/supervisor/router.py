"""Which specialist a question belongs to, by what each of them knows and is there for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.entities.specialist import Specialist
from domain.interfaces.rag import KnowledgeBase

_PASSAGES_ASKED = 6

_KEYWORD_WEIGHT = 0.5
_MOST_FROM_KEYWORDS = 1.0

_CLEAR_LEAD = 0.25
"""Of a scale where the knowledge gives 1 in all and keywords up to 1: below it, two specialists fit alike."""


@dataclass(frozen=True, slots=True)
class Choice:
    """:ivar is_clear: False when another specialist fits about as well."""

    name: str
    is_clear: bool


class KnowledgeRouter:
    """Scores specialists by who owns the passages that a question finds, and by their keywords."""

    def __init__(self, specialists: Sequence[Specialist], knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._specialists = tuple(specialists)
        self._keywords = {
            specialist.name: [re.compile(rf"\b{re.escape(keyword)}") for keyword in specialist.keywords]
            for specialist in specialists
        }

    def choose(self, question: str, current: str) -> Choice:
        """The best fit; the current specialist unless another one leads clearly."""
        scores = self._by_knowledge(question)
        lowered = question.lower()
        for name, keywords in self._keywords.items():
            hits = sum(bool(keyword.search(lowered)) for keyword in keywords)
            scores[name] += min(_MOST_FROM_KEYWORDS, hits * _KEYWORD_WEIGHT)
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
