"""Whole calls by text, several turns each, as a company gets them every day; no key, the demo company's data."""

import re
from pathlib import Path

import pytest

from domain.entities.reply import Farewell, HumanWanted, ReplyPart, SpecialistChosen, ToolUsed, Words
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from infrastructure.adapters.langgraph.team_factory import open_team
from infrastructure.adapters.retrieval.folder import KnowledgeFolder

KNOWLEDGE = KnowledgeFolder(Path(__file__).parents[3] / "knowledge")
CODE = re.compile(r"\d(?: \d){3,}")


class Caller:
    def __init__(self, team: LangGraphAgentTeam) -> None:
        self._team = team
        self.parts: list[ReplyPart] = []

    async def says(self, words: str) -> str:
        return await self._hear([part async for part in self._team.reply("a", words, epoch=1)])

    async def is_silent(self) -> str:
        return await self._hear([part async for part in self._team.silence("a", epoch=1)])

    @property
    def specialists(self) -> list[str]:
        return [part.name for part in self.parts if isinstance(part, SpecialistChosen)]

    @property
    def tools(self) -> list[str]:
        return [f"{part.name}:{part.outcome}" for part in self.parts if isinstance(part, ToolUsed)]

    def got(self, kind: type[HumanWanted] | type[Farewell]) -> bool:
        return any(isinstance(part, kind) for part in self.parts)

    async def _hear(self, parts: list[ReplyPart]) -> str:
        self.parts = parts
        text = "".join(part.text for part in parts if isinstance(part, Words)).strip()
        await self._team.commit("a", text, epoch=1)
        return text


@pytest.fixture
def caller() -> Caller:
    return Caller(open_team(KNOWLEDGE))


async def test_a_price_is_worked_out_further_with_each_question(caller: Caller) -> None:
    assert "39 euros" in await caller.says("What does the pro plan cost?")
    assert "120 euros" in await caller.says("and for ten seats?")
    yearly = await caller.says("is it cheaper if I pay yearly?")

    assert "1,296 euros" in yearly
    assert "144" in yearly


async def test_a_fault_is_followed_to_a_ticket_whose_number_can_be_heard_again(caller: Caller) -> None:
    steps = [await caller.says("My router keeps losing the connection")]
    while "Shall I open a ticket" not in steps[-1]:
        steps.append(await caller.says("that did not help"))
        assert len(steps) < 10
    opened = await caller.says("yes")
    again = await caller.says("say that again")
    about = await caller.says("what was I calling about")

    assert len(set(steps)) == len(steps)
    assert CODE.search(opened)
    assert again == opened
    assert "connection" in about


async def test_support_and_sales_and_back_forget_nothing(caller: Caller) -> None:
    first = await caller.says("my router keeps losing the connection")
    price = await caller.says("what does the plus plan cost")
    announced = caller.specialists
    back = await caller.says("okay back to my router that did not help")
    yearly = await caller.says("and the plus plan if i pay yearly")

    assert first.startswith("First,")
    assert price == "That is one for sales. The plus plan costs 29 euros a month."
    assert announced == ["sales"]
    assert "Next," in back
    assert "313 euros 20" in yearly


async def test_a_postcode_is_said_digit_by_digit_and_corrected(caller: Caller) -> None:
    assert "postcode" in await caller.says("is there an outage where I live")
    assert "no outage" in await caller.says("four two one seven one")
    assert "digger" in await caller.says("no, the last one is a five")


async def test_plans_are_compared_and_one_ordered_and_cancelled_again(caller: Caller) -> None:
    assert "10 euros" in await caller.says("what is the difference between plus and pro")
    assert "email" in await caller.says("I would like to order the pro plan")
    assert "jo at example dot com" in await caller.says("j o at example dot com")
    ordered = await caller.says("yes")
    number = CODE.search(ordered)
    assert number
    assert number[0] in await caller.says("please cancel that again")
    assert caller.tools == ["cancel_order:to_confirm"]
    assert "Cancelled" in await caller.says("yes")


async def test_a_person_is_called_and_the_caller_kept_company(caller: Caller) -> None:
    answer = await caller.says("Can I talk to a human?")
    assert caller.got(HumanWanted)
    assert "colleague" in answer

    assert "39 euros" in await caller.says("what does the pro plan cost")
    assert "colleague" in await caller.is_silent()
    assert not caller.got(Farewell)


async def test_two_questions_in_one_sentence_are_both_answered(caller: Caller) -> None:
    answer = await caller.says("what does the pro plan cost and is there an outage in four two one seven five")

    assert "39 euros" in answer
    assert "digger" in answer
    assert caller.specialists == ["sales", "tech_support"]

    answer = await caller.says("how fast is the plus plan and can I use my own router")

    assert "250" in answer
    assert "fibre port" in answer


async def test_a_question_in_the_middle_of_an_order_leads_back_to_it(caller: Caller) -> None:
    await caller.says("I would like to order the plus plan")
    answer = await caller.says("how long does the installation take")

    assert "ten working days" in answer
    assert "email" in answer
    assert "Shall I order the plus plan" in await caller.says("jo at example dot com")


async def test_what_the_company_does_not_do_is_an_honest_no(caller: Caller) -> None:
    answer = await caller.says("Do you also sell mobile phones?")

    assert answer.startswith("No")
    assert "internet and telephony" in answer


async def test_who_is_not_understood_is_asked_differently_and_then_offered_to_type(caller: Caller) -> None:
    first, second, third = [await caller.says(words) for words in ("flurb wizzle", "gronk fneeble", "brog snarf")]

    assert len({first, second, third}) == 3
    assert "type" in third
    await caller.says("yes")
    assert caller.got(HumanWanted)


async def test_understanding_once_begins_the_count_anew(caller: Caller) -> None:
    first = await caller.says("flurb wizzle")
    await caller.says("what does the pro plan cost")

    assert await caller.says("gronk fneeble") == first


async def test_silence_is_asked_and_then_ended_and_goodbye_hangs_up(caller: Caller) -> None:
    assert await caller.is_silent() == "Are you still there?"
    assert "Goodbye" in await caller.is_silent()
    assert caller.got(Farewell)


async def test_goodbye_is_answered_and_ends_the_call(caller: Caller) -> None:
    assert "Goodbye" in await caller.says("that's all thank you goodbye")
    assert caller.got(Farewell)


async def test_anger_is_met_then_helped_and_a_person_offered(caller: Caller) -> None:
    answer = await caller.says("this is the third time I call")
    assert "sorry" in answer
    assert "colleague" in answer

    assert "First," in await caller.says("my router keeps losing the connection")


@pytest.mark.parametrize(
    "words",
    ["what plans do you have", "tell me everything about the business plan", "what do you not offer",
     "what is the difference between basic and business", "how can i pay", "when are you open"],
)  # fmt: skip
async def test_answers_are_made_for_the_ear(caller: Caller, words: str) -> None:
    answer = await caller.says(words)

    assert len(answer.split()) <= 45
    assert not re.search(r"[*#_`]|https?:|\n", answer)
