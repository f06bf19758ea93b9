"""What the supervisor does with the call itself."""

import tomllib
from pathlib import Path

import pytest

from agents.supervisor import manners
from agents.supervisor.agent import Supervisor
from domain.entities.company import Company
from domain.entities.prompt import Prompt
from domain.entities.specialist import SUPERVISOR, Specialist
from domain.interfaces.router import Act, Route, Situation
from tests.fakes.meaning import FakeMeaning
from tests.fakes.rag import FakeKnowledgeBase

TEAM = [
    Specialist("bread", "loaves", ("loaf",), Prompt("Answer."), ("bread",)),
    Specialist("cakes", "tarts", ("tart",), Prompt("Answer."), ("cakes",)),
]
KNOWLEDGE = FakeKnowledgeBase(
    {"bread/a.md": {"Rye": "rye loaf burnt"}, "cakes/b.md": {"Lemon": "lemon tart price"}}
)


async def decided(utterance: str, **situation: object) -> Route:
    supervisor = Supervisor(Company("Crumb"), TEAM, KNOWLEDGE, FakeMeaning())
    return await supervisor.route(Situation(utterance, **situation))  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["goodbye", "bye bye", "no that's all thank you", "thanks bye"])
async def test_goodbye_ends_the_call(words: str) -> None:
    assert (await decided(words)).act is Act.FAREWELL


@pytest.mark.parametrize(
    "words",
    ["can i talk to a human", "Could you put me through to a real person, please?",
     "i want to speak to your manager",
     "get me an operator", "let me speak with someone",
     "can i add onto a real person please", "human please", "i don't want to talk to a machine"],
)  # fmt: skip
async def test_the_wish_for_a_person_is_granted(words: str) -> None:
    assert (await decided(words)).act is Act.HUMAN


@pytest.mark.parametrize(
    "words",
    ["i want to come by in person", "what does it cost per person",
     "i need a loaf for one person"],
)  # fmt: skip
async def test_a_person_that_is_only_mentioned_is_not_called(words: str) -> None:
    assert (await decided(words)).act is not Act.HUMAN


@pytest.mark.parametrize("words", ["am i talking to a real person", "are you a human", "are you a robot"])
async def test_who_asks_whether_it_is_a_person_does_not_want_one(words: str) -> None:
    route = await decided(words)

    assert route.act is Act.SAY
    assert "computer" in route.answer


async def test_a_second_wish_for_a_person_is_told_how_it_stands() -> None:
    first, second = await decided("i want a human"), await decided("i want a human", waits_for_human=True)

    assert first.answer != second.answer


@pytest.mark.parametrize(
    "words", ["say that again", "sorry what did you say", "pardon", "can you repeat that please"]
)
async def test_the_last_answer_is_said_again(words: str) -> None:
    assert (await decided(words, said="A rye loaf keeps for a week.")).answer == "A rye loaf keeps for a week."


@pytest.mark.parametrize("words", ["go on", "sorry, please continue", "you were saying", "carry on please"])
async def test_an_interrupted_answer_goes_on_where_it_was_cut_off(words: str) -> None:
    said, heard = "A rye loaf keeps for a week, wrapped in paper.", "A rye loaf keeps"

    assert (await decided(words, said=said, heard_last=heard)).answer == "for a week, wrapped in paper."


async def test_an_answer_that_was_heard_does_not_go_on() -> None:
    said = "A rye loaf keeps for a week."

    assert (await decided("go on", said=said, heard_last=said)).answer != said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("what was the number again", "Your ticket number is 4 0 7 1 2."),
        ("remind me what was the price you told me", "It costs 4 euros."),
        ("which day did you say again", "He comes on Tuesday."),
    ],
)
async def test_an_earlier_answer_is_found_by_what_it_held(words: str, told: str) -> None:
    heard = ("It costs 4 euros.", "Your ticket number is 4 0 7 1 2.", "He comes on Tuesday.", "You are welcome.")

    assert (await decided(words, heard=heard)).answer == told


@pytest.mark.parametrize("words", ["what was i calling about", "why did i call", "where were we"])
async def test_the_callers_matter_is_remembered(words: str) -> None:
    answer = (await decided(words, topics=("a burnt loaf", "lemon tarts"))).answer

    assert answer == "You called about a burnt loaf. Then we talked about lemon tarts."


async def test_anger_is_met_and_a_person_offered() -> None:
    route = await decided("this is the third time i call")

    assert route.name == SUPERVISOR
    assert "sorry" in route.answer
    assert route.offers_human


async def test_an_angry_question_is_answered_after_a_word_of_regret() -> None:
    route = await decided("this is ridiculous the rye loaf is burnt")

    assert (route.name, route.act, route.offers_human) == ("bread", Act.ANSWER, True)
    assert "sorry" in route.preface


async def test_another_specialist_is_announced_and_the_same_one_is_not() -> None:
    question = "is there a lemon tart"

    assert (await decided(question, current="bread")).preface == "That is one for cakes."
    assert (await decided(question, current="cakes")).preface == ""
    assert (await decided(question)).preface == ""


async def test_two_questions_for_two_specialists_are_both_routed() -> None:
    route = await decided("is there a rye loaf and what is the lemon tart price")

    assert route.name == "bread"
    assert [(each.specialist, each.words) for each in route.further] == [("cakes", "what is the lemon tart price")]


async def test_what_a_tool_asked_for_stays_with_who_asked() -> None:
    assert (
        await decided("four two one seven five", current="cakes", asked="What is your postcode?")
    ).name == "cakes"


async def test_a_tool_that_is_not_wanted_any_more_is_left() -> None:
    assert (await decided("never mind", asked="What is your postcode?")).act is Act.DECLINE


async def test_no_to_anything_else_is_goodbye() -> None:
    said = "You are welcome. Is there anything else?"

    assert (await decided("no", said=said)).act is Act.FAREWELL
    assert (await decided("yes", said=said)).answer == "What is it?"


def test_no_pattern_for_any_part_reads_on_to_the_end_of_an_utterance() -> None:
    data = tomllib.loads(Path(manners.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    kinds = [*data["reply"], data["anger"], data["recap"]]
    searched = [pattern for kind in kinds for pattern in kind.get("holds", [])] + data["told_before"]["when"]

    assert [pattern for pattern in searched if ".*" in pattern and not pattern.startswith("^")] == []
