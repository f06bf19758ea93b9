"""Single sentences to the demo's specialists, answered by the brain that needs no key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from agents.specialists.sales import SPECIALIST as SALES
from agents.specialists.tech_support import SPECIALIST as TECH_SUPPORT
from application.graphs.briefing import Briefing, write
from application.graphs.team_tools import ASK_AGAIN, TEAM_TOOLS
from application.graphs.tool_messages import schema
from domain.entities.specialist import Specialist
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import close_services, open_services

ROOT = Path(__file__).parents[3]
NEEDED_SHARE = 0.9
PASSAGES = 4
DOES_NOT_KNOW = "I do not know"


@dataclass(frozen=True)
class Said:
    words: str
    calls: str = ""
    tells: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])


SENTENCES = [Said(**said) for said in tomllib.loads((ROOT / "tests/wordings.toml").read_text("utf-8"))["said"]]
KNOWLEDGE = KnowledgeFolder(ROOT / "knowledge")


def _answers(sentence: Said) -> list[AIMessage]:
    """Of those specialists who may be asked that: the one who has the tool, or either."""
    services = open_services(ROOT / "knowledge" / "business", None)
    asked = list[AIMessage]()
    for specialist in (SALES, TECH_SUPPORT):
        if sentence.calls and sentence.calls not in {tool.name for tool in specialist.tools}:
            continue
        schemas = [schema(tool, services) for tool in (*specialist.tools, *TEAM_TOOLS)]
        asked.append(RetrievalBrain().bind_tools(schemas).invoke(_messages(specialist, sentence.words)))
    close_services(services)
    return asked


def _messages(specialist: Specialist, words: str) -> list[SystemMessage | HumanMessage]:
    passages = tuple(KNOWLEDGE.search(words, folders=specialist.knowledge, limit=PASSAGES))
    briefing = Briefing(words, specialist.description, passages)
    return [SystemMessage(write(specialist.prompt.text, briefing)), HumanMessage(words)]


def _is_right(sentence: Said, answers: list[AIMessage]) -> bool:
    calls = [[(call["name"], call["args"]) for call in answer.tool_calls] for answer in answers]
    match sentence.tells:
        case "":
            return calls == [[(sentence.calls, dict(sentence.arguments))]]
        case "again":
            return all(call == [(ASK_AGAIN, {})] for call in calls)
        case "unknown":
            return all(answer.text.startswith(DOES_NOT_KNOW) for answer in answers)
        case piece:
            return any(piece.lower() in answer.text.lower() for answer in answers)


@pytest.mark.parametrize("kind", ["calls", "tells"])
def test_callers_are_understood_in_many_wordings(kind: str) -> None:
    sentences = [sentence for sentence in SENTENCES if getattr(sentence, kind)]
    wrong = [sentence.words for sentence in sentences if not _is_right(sentence, _answers(sentence))]

    assert len(wrong) <= (1 - NEEDED_SHARE) * len(sentences), "\n".join(wrong)
