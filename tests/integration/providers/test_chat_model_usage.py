"""What an answer of the team has used comes with the answer; who interrupts it pays with the next one."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_openai import ChatOpenAI
from pydantic import SecretStr
from starlette.applications import Starlette

from agents.discovery import SPECIALISTS_FOLDER
from application.graphs.speaking import LONGEST_SENTENCE_WORDS
from domain.entities.reply import ModelUsed, ReplyPart, SpecialistChosen, ToolUsed, Words
from domain.entities.usage import Unit
from emulators.model_behind import Behind
from emulators.openai_answers import ChatAnswer, Tokens
from emulators.openai_chat import OpenAIChat
from emulators.script import Act, Fault
from emulators.serving import served
from infrastructure.adapters.chat_models.answerer import Answerer
from infrastructure.adapters.chat_models.fallback import FallbackChatModel
from infrastructure.adapters.chat_models.openai import disconnect, open_openai
from infrastructure.adapters.failover.breaker import Breaker
from infrastructure.adapters.failover.leg import Leg, Provider
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team, read_phrases
from infrastructure.adapters.retrieval.brain import RetrievalBrain
from infrastructure.adapters.retrieval.folder import KnowledgeFolder
from infrastructure.business import open_services_beside
from infrastructure.specialists import find_staff

KNOWLEDGE = KnowledgeFolder(Path(__file__).parents[3] / "knowledge")
QUESTION = "what does the pro plan cost"


@pytest.fixture
def server() -> OpenAIChat:
    return OpenAIChat()


@pytest.fixture
async def model(server: OpenAIChat) -> AsyncIterator[ChatOpenAI]:
    with served(Starlette(routes=server.routes())) as address:
        opened = open_openai("small-1", SecretStr("fake"), base_url=f"http://{address}/v1")
        yield opened
        await disconnect(opened)


def chain(model: ChatOpenAI) -> FallbackChatModel:
    return FallbackChatModel(
        Leg(
            "model",
            [
                Provider("openai", Answerer(model, stall_s=0.3), Breaker("openai")),
                Provider("parley", Answerer(brain(), continues=False), Breaker("parley")),
            ],
        )
    )


def brain() -> RetrievalBrain:
    staff = find_staff(SPECIALISTS_FOLDER, KNOWLEDGE.folders, open_services_beside(KNOWLEDGE.root, None))
    return RetrievalBrain(phrases=read_phrases(KNOWLEDGE, staff.specialists))


async def ask(team: LangGraphAgentTeam, question: str = QUESTION) -> list[ReplyPart]:
    return [part async for part in team.reply("a", question, epoch=1)]


def costs(parts: list[ReplyPart]) -> list[tuple[str, str, str, Unit, int, bool]]:
    return [
        (part.specialist, each.provider, each.model, each.unit, int(each.amount), each.is_reported)
        for part in parts
        if isinstance(part, ModelUsed)
        for each in part.used
    ]


def text(parts: list[ReplyPart]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Words))


async def test_an_answer_tells_what_it_used(server: OpenAIChat, model: ChatOpenAI) -> None:
    server.answers.append(ChatAnswer("It is 39 euros.", tokens=Tokens(1_500, 9, 1_408)))

    parts = await ask(open_team(KNOWLEDGE, chain(model)))

    assert costs(parts) == [
        ("sales", "openai", "small-1", Unit.INPUT_TOKENS, 92, True),
        ("sales", "openai", "small-1", Unit.CACHED_TOKENS, 1_408, True),
        ("sales", "openai", "small-1", Unit.OUTPUT_TOKENS, 9, True),
    ]


async def test_a_team_without_a_key_tells_too() -> None:
    used = costs(await ask(open_team(KNOWLEDGE)))
    assert {(provider, name) for _, provider, name, *_ in used} == {("parley", "parley-retrieval")}


async def test_a_model_that_does_not_count_is_counted_for() -> None:
    used = costs(await ask(open_team(KNOWLEDGE, FakeListChatModel(responses=["It is 39 euros."]))))
    assert [(unit, is_reported) for *_, unit, _, is_reported in used] == [
        (Unit.INPUT_TOKENS, False),
        (Unit.OUTPUT_TOKENS, False),
    ]


async def test_who_interrupts_pays_with_the_next_answer(server: OpenAIChat, model: ChatOpenAI) -> None:
    server.script.acts.append(Act(between_s=0.1))
    server.usual = lambda _: ChatAnswer("It is 39 euros.", tokens=Tokens(100, 9))
    team = open_team(KNOWLEDGE, chain(model))

    async with aclosing(team.reply("a", QUESTION, epoch=1)) as parts:
        async for part in parts:
            if isinstance(part, Words):
                break
    first, *others = await ask(team)

    assert isinstance(first, ModelUsed)
    assert {(each.provider, each.is_reported) for each in first.used} == {("openai", False)}
    assert isinstance(others[0], SpecialistChosen)
    assert len(costs(others)) == 2


async def test_the_whole_team_works_behind_the_emulator(server: OpenAIChat, model: ChatOpenAI) -> None:
    server.usual = Behind(brain())
    team = open_team(KNOWLEDGE, chain(model))

    without_key = open_team(KNOWLEDGE)

    for question in (QUESTION, "is there an outage in 10115?"):
        parts, own = await ask(team, question), await ask(without_key, question)
        assert text(parts) == text(own)
        assert [part.name for part in parts if isinstance(part, ToolUsed)] == [
            part.name for part in own if isinstance(part, ToolUsed)
        ]
    assert len(server.script.seen) >= 2


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.HUGE])
async def test_whatever_happens_the_team_answers(server: OpenAIChat, model: ChatOpenAI, fault: Fault) -> None:
    server.usual = Behind(brain())
    server.script.usual = Act(fault)

    answer = text(await ask(open_team(KNOWLEDGE, chain(model))))

    assert answer.count("39 euros a month") == 1


async def test_an_answer_without_end_is_cut(server: OpenAIChat, model: ChatOpenAI) -> None:
    server.script.usual = Act(Fault.HUGE)
    server.usual = lambda _: ChatAnswer("and so on")
    answer = text(await ask(open_team(KNOWLEDGE, chain(model))))
    assert LONGEST_SENTENCE_WORDS <= len(answer.split()) < LONGEST_SENTENCE_WORDS + 10


async def test_a_small_model_is_asked_for_the_way(server: OpenAIChat, model: ChatOpenAI) -> None:
    server.usual = lambda _: ChatAnswer("tech_support", tokens=Tokens(60, 1))
    team = open_team(KNOWLEDGE, FakeListChatModel(responses=["I do not know."]), routing_model=chain(model))

    parts = await ask(team, "abracadabra simsalabim")

    assert [part.name for part in parts if isinstance(part, SpecialistChosen)] == ["tech_support"]
    assert ("supervisor", "openai", "small-1", Unit.INPUT_TOKENS, 60, True) in costs(parts)
