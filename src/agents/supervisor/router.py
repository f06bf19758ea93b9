"""Which specialist a question belongs to, by what each of them knows, can do, and is there for."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.entities.specialist import Specialist
from domain.interfaces.meaning import Meaning
from domain.interfaces.rag import KnowledgeBase

_PASSAGES_ASKED = 6

_KEYWORD_WEIGHT = 0.5
_MOST_FROM_KEYWORDS = 1.0

_NEARNESS_WEIGHT = 1.5
"""Of the nearest thing that a specialist knows or does: it tells more than whose pages are found the most."""

_SHARE_WEIGHT = 0.4

_CLEAR_LEAD = 0.25
"""Two that fit about as well are nearer to each other than this."""

_TURNS_BACK = re.compile(r"\b(back to|coming back|going back|other thing|first thing|earlier)\b")
_TURNING_BACK = 0.3
"""What it counts against the present specialist that the caller goes back to something."""

_QUESTIONS_KEPT = 256
"""A turn asks how near its words are to each specialist more than once."""

_WAITING = 0.6
"""What it counts for a specialist to have asked the caller something: an answer has few words of its own."""


@dataclass(frozen=True, slots=True)
class Choice:
    """:ivar is_clear: False when another specialist fits about as well."""

    name: str
    is_clear: bool


class SpecialistRouter:
    """Scores specialists by their keywords, by whose passages a question finds, and by the nearest thing that they
    know, or that callers say who want one of their tools.
    """

    def __init__(self, specialists: Sequence[Specialist], knowledge: KnowledgeBase, meaning: Meaning) -> None:
        self._knowledge = knowledge
        self._specialists = tuple(specialists)
        self._keywords = {
            specialist.name: [re.compile(rf"\b{re.escape(keyword)}") for keyword in specialist.keywords]
            for specialist in specialists
        }
        self._any_keyword = {
            name: re.compile("|".join(keyword.pattern for keyword in keywords)) if keywords else None
            for name, keywords in self._keywords.items()
        }
        self._own = _own_folders(specialists)
        self._nearest_example = {
            specialist.name: meaning.nearest_to(
                [example for tool in specialist.tools for example in tool.examples]
            )
            for specialist in specialists
        }
        self._nearest = lru_cache(_QUESTIONS_KEPT)(self._compared)

    def choose(self, question: str, current: str, *, is_waiting: bool = False) -> Choice:
        """The best fit; the current specialist unless another one leads clearly.

        :param is_waiting: whether the current one has asked the caller something.
        """
        scores = self._by_knowledge(question)
        lowered = question.lower()
        for name in scores:
            scores[name] += min(_MOST_FROM_KEYWORDS, self._keywords_in(lowered, name) * _KEYWORD_WEIGHT)
            scores[name] += _NEARNESS_WEIGHT * self._nearest(name, question)
        if is_waiting and current in scores:
            scores[current] += _WAITING
        if current in scores and _TURNS_BACK.search(lowered):
            scores[current] -= _TURNING_BACK
            current = ""
        ranked = sorted(scores, key=lambda name: (-scores[name], name != current))
        lead = scores[ranked[0]] - (scores[ranked[1]] if len(ranked) > 1 else 0.0)
        if lead >= _CLEAR_LEAD or len(ranked) == 1:
            return Choice(ranked[0], is_clear=True)
        return Choice(current if current in scores else ranked[0], is_clear=False)

    def nearest(self, words: str) -> float:
        """How near the nearest thing is that any of them knows or does, from 0 to 1."""
        return max(self._nearest(each.name, words) for each in self._specialists)

    def _keywords_in(self, lowered: str, specialist: str) -> int:
        any_of_them = self._any_keyword[specialist]
        if any_of_them is None or not any_of_them.search(lowered):
            return 0
        return sum(bool(keyword.search(lowered)) for keyword in self._keywords[specialist])

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
                scores[owner] += _SHARE_WEIGHT * passage.score**2 / whole / len(owners)
        return scores

    def _compared(self, name: str, question: str) -> float:
        """How near the nearest page or example of a specialist is; what all have counts for none."""
        known = self._knowledge.nearness(question, self._own[name])
        return max(0.0, known, self._nearest_example[name](question))


def _own_folders(specialists: Sequence[Specialist]) -> dict[str, list[str]]:
    """The folders that a specialist has for itself."""
    owners = Counter(folder for specialist in specialists for folder in specialist.knowledge)
    return {each.name: [folder for folder in each.knowledge if owners[folder] == 1] for each in specialists}
