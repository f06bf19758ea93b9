"""What the words fit best: a tool, or something that is written down."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from domain.entities.knowledge import Passage
from domain.entities.tool import Value
from domain.interfaces.meaning import Meaning
from infrastructure.adapters.retrieval.deciding import passage_evidence, tool_evidence
from infrastructure.adapters.retrieval.deciding.passage_evidence import Candidate, candidates
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool, Toolset
from infrastructure.adapters.retrieval.deciding.weights import PASSAGE, TOOL, weigh
from infrastructure.adapters.retrieval.question import Question
from infrastructure.adapters.retrieval.understanding.choices import named
from infrastructure.adapters.retrieval.understanding.filling import Given
from infrastructure.adapters.retrieval.understanding.utterance import words_of

NEVER_BY_WORDS = frozenset(["ask_again"])
"""Tools that are called for want of understanding, and not because the words are like their examples."""


@dataclass(frozen=True, slots=True)
class FittingTool:
    """:ivar score: above 0 it is more likely than not; 2 is hardly in doubt.
    :ivar strange: the share of the words that no tool and no passage knows.
    :ivar nearest: how near the nearest example is in meaning.
    """

    tool: BoundTool
    score: float
    given: Given
    strange: float
    nearest: float


@dataclass(frozen=True, slots=True)
class FittingPassage:
    score: float
    candidate: Candidate
    question: Question


@dataclass(frozen=True, slots=True)
class Fit:
    """:ivar tools: best first.
    :ivar aside: how well a passage fits the words by themselves, whatever was said before.
    """

    tools: tuple[FittingTool, ...]
    passage: FittingPassage | None
    aside: float

    @property
    def tool(self) -> FittingTool | None:
        return self.tools[0] if self.tools else None

    @property
    def tool_score(self) -> float:
        return self.tools[0].score if self.tools else float("-inf")

    def score_of(self, tool: BoundTool) -> float:
        return max((each.score for each in self.tools if each.tool is tool), default=float("-inf"))

    @property
    def passage_score(self) -> float:
        return self.passage.score if self.passage is not None else float("-inf")


def rank(
    toolset: Toolset, text: str, questions: Sequence[Question], passages: Sequence[Passage], meaning: Meaning
) -> Fit:
    """:param questions: what the words may mean: standing alone, and as they were said."""
    found = candidates(_of_what_is_named(toolset, questions, passages), toolset.phrases)
    known = toolset.phrases.vocabulary | toolset.used_by.keys()
    tools = _fitting(toolset, text, found, meaning)
    alone = best_passage([Question(text, new=text)], found, meaning, known)
    return Fit(
        tuple(sorted(tools, key=lambda each: -each.score)),
        best_passage(questions, found, meaning, known),
        alone.score if alone is not None else float("-inf"),
    )


def _of_what_is_named(
    toolset: Toolset, questions: Sequence[Question], passages: Sequence[Passage]
) -> Sequence[Passage]:
    """Without those that are about another thing of the kind: no other plan than the one in question."""
    for slot in toolset.names:
        meant = {found.value for question in questions for found in named(slot, words_of(question.text))}
        about = [{found.value for found in named(slot, words_of(passage.title))} for passage in passages]
        if meant:
            kept = (passage for passage, names in zip(passages, about, strict=True) if not names or names & meant)
            passages = tuple(kept)
    return passages


def best_passage(
    questions: Sequence[Question], found: Sequence[Candidate], meaning: Meaning, known: Set[str]
) -> FittingPassage | None:
    """The sentence or procedure that fits one of the questions best, however well that is.

    :param known: content words that make sense here, beside those of the candidates.
    """
    best: FittingPassage | None = None
    for question in questions:
        if not found or not question.words:
            continue
        evidence = passage_evidence.evidence(question, found, meaning, known)
        scores = [weigh(each, PASSAGE) for each in evidence]
        top = max(range(len(found)), key=lambda place: scores[place])
        if best is None or scores[top] > best.score:
            best = FittingPassage(scores[top], found[top], question)
    return best


def _fitting(toolset: Toolset, text: str, found: Sequence[Candidate], meaning: Meaning) -> list[FittingTool]:
    known = frozenset(word for candidate in found for word in candidate.words | candidate.around)
    tools = [tool for tool in toolset.tools if tool.name not in NEVER_BY_WORDS]
    evidence = tool_evidence.evidence(toolset, tools, text, meaning, known)
    return [
        FittingTool(tool, weigh(each, TOOL), given, each["unknown"], each["nearest"])
        for tool, (each, given) in zip(tools, evidence, strict=True)
    ]


def values(given: Given) -> Mapping[str, Value]:
    return {name: found.value for name, found in given.items()}
