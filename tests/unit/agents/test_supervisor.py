"""The supervisor's decisions."""

import asyncio

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel

from agents.supervisor.agent import Supervisor
from agents.supervisor.second_opinion import ModelOpinion
from domain.entities.company import Company
from domain.entities.prompt import Prompt
from domain.entities.specialist import SUPERVISOR, Specialist
from domain.interfaces.router import Situation
from tests.fakes.meaning import FakeMeaning
from tests.fakes.rag import FakeKnowledgeBase

TEAM = [
    Specialist("bread", "loaves", ("loaf",), Prompt("Answer."), ("bread",)),
    Specialist("cakes", "tarts", ("tart",), Prompt("Answer."), ("cakes",)),
]
KNOWLEDGE = FakeKnowledgeBase({"bread/a.md": {"Rye": "rye loaf"}, "cakes/b.md": {"Lemon": "lemon tart"}})


def _supervisor(opinion: str | None = None) -> Supervisor:
    model = ModelOpinion(FakeListChatModel(responses=[opinion]), TEAM) if opinion is not None else None
    return Supervisor(
        Company("Crumb and Sons", "Hello from Crumb and Sons."), TEAM, KNOWLEDGE, FakeMeaning(), model
    )


@pytest.mark.parametrize(
    ("words", "piece"),
    [
        ("hello", "Hello"),
        ("Hi there!", "Hello"),
        ("good morning", "Hello"),
        ("thanks a lot", "welcome"),
        ("Thank you very much.", "welcome"),
        ("no thanks bye", "Goodbye"),
        ("goodbye", "Goodbye"),
        ("who are you", "Crumb and Sons"),
        ("are you a real person or a robot", "a computer"),
        ("can you help me", "loaves"),
        ("that helped thanks", "glad"),
        ("how are you", "well"),
        ("...", "did not hear"),
    ],
)
async def test_small_talk_is_answered_by_the_supervisor(words: str, piece: str) -> None:
    route = await _supervisor().route(Situation(words, "is there rye", "bread"))

    assert route.name == SUPERVISOR
    assert piece in route.answer
    assert route.question == "is there rye"


@pytest.mark.parametrize("words", ["hello do you have rye", "thanks and how much is the rye loaf", "rye", "42"])
async def test_a_question_behind_a_greeting_is_no_small_talk(words: str) -> None:
    assert (await _supervisor().route(Situation(words, "", ""))).name == "bread"


async def test_words_about_the_last_answer_stay_with_who_gave_it() -> None:
    route = await _supervisor().route(Situation("that did not help", "my loaf is hard", "cakes"))

    assert (route.name, route.question) == ("cakes", "my loaf is hard")


async def test_a_clear_question_asks_no_opinion() -> None:
    route = await _supervisor(opinion="cakes").route(Situation("is there rye loaf", "", ""))

    assert route.name == "bread"


async def test_an_unclear_question_follows_the_opinion() -> None:
    route = await _supervisor(opinion=" Cakes. ").route(Situation("abracadabra simsalabim", "", "bread"))

    assert route.name == "cakes"


@pytest.mark.parametrize("nonsense", ["", "the butcher", "bread and cakes"])
async def test_an_opinion_that_names_nobody_is_ignored(nonsense: str) -> None:
    route = await _supervisor(opinion=nonsense).route(Situation("abracadabra simsalabim", "", "bread"))

    assert route.name == "bread"


async def test_an_opinion_that_comes_too_late_is_none() -> None:
    class Thinker(FakeListChatModel):
        async def _acall(self, *args: object, **kwargs: object) -> str:
            await asyncio.Event().wait()
            return "cakes"

        async def _agenerate(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
            await asyncio.Event().wait()

    opinion = ModelOpinion(Thinker(responses=["cakes"]), TEAM, patience_s=0.01)

    assert await opinion.choose("abracadabra") is None


async def test_the_greeting_is_the_companys() -> None:
    assert _supervisor().greeting == "Hello from Crumb and Sons."
