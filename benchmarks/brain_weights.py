"""Fits what each piece of evidence is worth to the brain that needs no key: `python -m benchmarks.brain_weights`.

Reads `tests/golden/practice`: for each sentence it gathers the evidence for every tool, for every sentence of the
passages found, and for knowing nothing; which of them are right is judged by what a caller would get. The weights
are those that make the right ones likely (McFadden's conditional logit), and stay near those of today. It prints
them, for `src/infrastructure/adapters/retrieval/deciding/weights.py`, and how many sentences they decide rightly,
also those that were left out of the fitting in turn.
"""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from application.graphs.questions import questions_in
from application.graphs.team_tools import TEAM_TOOLS
from application.graphs.tool_messages import schema
from domain.entities.specialist import Specialist
from domain.interfaces.agent import AgentTeam
from infrastructure.adapters.langgraph.team_factory import read_phrases
from infrastructure.adapters.retrieval.deciding import tool_evidence
from infrastructure.adapters.retrieval.deciding.passage_evidence import candidates
from infrastructure.adapters.retrieval.deciding.passage_evidence import evidence as evidence_of_passages
from infrastructure.adapters.retrieval.deciding.ranking import NEVER_BY_WORDS
from infrastructure.adapters.retrieval.deciding.toolset import Toolset, read_tools
from infrastructure.adapters.retrieval.deciding.weights import PASSAGE, TOOL
from infrastructure.adapters.retrieval.deciding.wording import told
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.adapters.retrieval.meaning import carried_meaning
from infrastructure.adapters.retrieval.question import Question
from infrastructure.business import close_services, open_services
from tests.golden.expectations import Expected
from tests.golden.judge import Observed, judge
from tests.golden.opening import KNOWLEDGE, demo_specialists, demo_team
from tests.golden.playing import Judged, play_utterance
from tests.golden.reading import PRACTICE, read_golden_set

_PASSAGES = 6
_KNOWS_NOTHING = "I do not know that, I'm afraid."
_NEARNESS = 0.01
"""How strongly the weights are held where they are."""

_SHARPNESS = 2.0
"""A score of 1 stands for odds of e² to 1: forms and follow-ups are compared on this scale."""

_FOLDS, _STEPS, _STEP = 5, 500, 0.02

_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """A sentence with all that could be answered.

    :ivar evidence: a row for each answer; the last one is to know nothing, and has none.
    :ivar right: which of them give the caller what must be given.
    """

    evidence: _Array
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Desk:
    """A specialist with what the brain sees of it."""

    specialist: Specialist
    toolset: Toolset


async def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    choices = await _choices(read_golden_set(PRACTICE).utterances)
    start = np.array([*TOOL.values(), *PASSAGE.values()])
    fitted = _fitted(choices, start)
    print(f"{len(choices)} sentences; decided rightly: {_right(choices, start)} with the weights of today")
    left_out = _right_when_left_out(choices, start)
    print(f"{_right(choices, fitted)} with these, {left_out} when left out of the fitting")
    _show("TOOL", dict(zip(TOOL, fitted[: len(TOOL)], strict=True)))
    _show("PASSAGE", dict(zip(PASSAGE, fitted[len(TOOL) :], strict=True)))


async def _choices(sentences: Sequence[Expected]) -> list[Choice]:
    services = open_services(KNOWLEDGE / "business", None)
    knowledge = KnowledgeFolder(KNOWLEDGE)
    phrases = read_phrases(knowledge, demo_specialists())
    desks = {
        each.name: Desk(each, read_tools([schema(tool, services) for tool in (*each.tools, *TEAM_TOOLS)], phrases))
        for each in demo_specialists()
    }
    found = list[Choice]()
    async with demo_team() as team:
        for number, expected in enumerate(sentences):
            choice = await _choice(team, knowledge, desks, f"sentence-{number}", expected)
            if choice is not None:
                found.append(choice)
    close_services(services)
    return found


async def _choice(
    team: AgentTeam, knowledge: KnowledgeFolder, desks: Mapping[str, Desk], session: str, expected: Expected
) -> Choice | None:
    """None where no specialist decides, several things are asked, or no answer is right."""
    played = await play_utterance(team, session, expected)
    desk = desks.get(played.observed.specialist)
    if desk is None or not played.verdict.routed or len(questions_in(expected.says)) > 1:
        return None
    question = Question(expected.says, new=expected.says)
    passages = knowledge.search(expected.says, folders=desk.specialist.knowledge, limit=_PASSAGES)
    written = candidates(passages, desk.toolset.phrases) if question.words else []
    words = frozenset(word for each in written for word in each.words | each.around)
    tools = [tool for tool in desk.toolset.tools if tool.name not in NEVER_BY_WORDS]
    of_tools = tool_evidence.evidence(desk.toolset, tools, expected.says, carried_meaning(), words)
    known = desk.toolset.phrases.vocabulary | desk.toolset.used_by.keys()
    of_passages = evidence_of_passages(question, written, carried_meaning(), known) if written else []
    rows = [
        *([*(each[name] for name in TOOL), *[0.0] * len(PASSAGE)] for each, _ in of_tools),
        *([*[0.0] * len(TOOL), *(each[name] for name in PASSAGE)] for each in of_passages),
        [0.0] * (len(TOOL) + len(PASSAGE)),
    ]
    right = [
        *(_is_right_tool(tool.name, played) for tool in tools),
        *(_is_right(told(each, question, ()), played, knows=True) for each in written),
        _is_right(_KNOWS_NOTHING, played, knows=False),
    ]
    return Choice(np.array(rows), np.array(right)) if any(right) else None


def _is_right_tool(name: str, played: Judged) -> bool:
    """It is expected, or has given the right answer where no tool need be called."""
    if played.expected.calls:
        return any(call.tool == name for call in played.expected.calls)
    return played.verdict.answered and any(call.name == name for call in played.observed.calls)


def _is_right(text: str, played: Judged, *, knows: bool) -> bool:
    expected = played.expected
    if expected.calls or (knows and not (expected.holds or expected.matches or text.startswith("No,"))):
        return False
    return judge(expected, Observed(specialist=played.observed.specialist, text=text)).answered


def _fitted(choices: Sequence[Choice], start: _Array) -> _Array:
    """By Adam (https://arxiv.org/abs/1412.6980), on all sentences at once."""
    most = max(len(each.right) for each in choices)
    evidence = np.zeros((len(choices), most, len(start)))
    right = np.zeros((len(choices), most), bool)
    there = np.zeros((len(choices), most), bool)
    for row, each in enumerate(choices):
        length = len(each.right)
        evidence[row, :length], right[row, :length], there[row, :length] = each.evidence, each.right, True
    weights, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, _STEPS + 1):
        likely = _likely(np.where(there, _SHARPNESS * (evidence @ weights), -np.inf))
        of_right = np.where(right, likely, 0)
        of_right /= of_right.sum(axis=1, keepdims=True)
        slope = _SHARPNESS * np.einsum("nl,nld->d", likely - of_right, evidence) / len(choices)
        slope += _NEARNESS * (weights - start)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights = weights - _STEP * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def _likely(scores: _Array) -> _Array:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _right(choices: Sequence[Choice], weights: _Array) -> int:
    return sum(bool(each.right[np.argmax(each.evidence @ weights)]) for each in choices)


def _right_when_left_out(choices: Sequence[Choice], start: _Array) -> int:
    right = 0
    for fold in range(_FOLDS):
        others = [each for place, each in enumerate(choices) if place % _FOLDS != fold]
        right += _right(choices[fold::_FOLDS], _fitted(others, start))
    return right


def _show(name: str, weights: Mapping[str, float]) -> None:
    print(f"{name} = {{")
    for evidence, weight in weights.items():
        print(f'    "{evidence}": {weight:.2f},')
    print("}")


if __name__ == "__main__":
    asyncio.run(main())
