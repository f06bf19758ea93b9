"""Answers that are made before the caller's turn is surely over: nothing is done, or remembered, too early."""

import asyncio
from contextlib import aclosing

import pytest
from langchain_core.messages import HumanMessage

from domain.entities.reply import ModelUsed, ToolUsed, Words
from domain.errors import StaleEpoch
from infrastructure.adapters.langgraph.team import LangGraphAgentTeam
from tests.fakes.model import ScriptedModel
from tests.integration.agents.bakery import Book, open_bakery

ORDER = ("order", {"loaf": "rye"})


async def says(team: LangGraphAgentTeam, words: str) -> str:
    """And hears all of the answer."""
    parts = [part async for part in team.reply("a", words, epoch=1)]
    text = "".join(part.text for part in parts if isinstance(part, Words))
    await team.commit("a", text, epoch=1)
    return text.strip()


async def prepare(team: LangGraphAgentTeam, words: str) -> None:
    """Long enough for all that may be done ahead."""
    await team.prepare("a", words, epoch=1)
    await asyncio.sleep(0.1)


def asked_of(model: ScriptedModel) -> list[list[str]]:
    """What the caller had said, each time that the model was asked."""
    return [[each.text for each in messages if isinstance(each, HumanMessage)] for messages in model.seen]


async def test_a_right_guess_is_answered_without_another_question_to_the_model() -> None:
    model = ScriptedModel(script=["It keeps for a week.", "Gladly."])
    team = open_bakery(model, Book())

    await prepare(team, "how long does it keep")

    assert await says(team, "How long does it keep?") == "It keeps for a week."
    assert await says(team, "is that so") == "Gladly."
    assert asked_of(model)[1][-2:] == ["how long does it keep", "is that so"]


async def test_a_wrong_guess_leaves_no_trace() -> None:
    model = ScriptedModel(script=["Gladly.", "It keeps.", "It keeps for a week.", "Yes."])
    team = open_bakery(model, Book())
    await says(team, "good bread")

    await prepare(team, "how long does")

    assert await says(team, "how long does the loaf keep") == "It keeps for a week."
    assert await says(team, "is that so") == "Yes."
    assert asked_of(model)[-1] == ["good bread", "how long does the loaf keep", "is that so"]


async def test_a_guess_after_a_guess_is_the_one_that_counts() -> None:
    model = ScriptedModel(script=["One.", "Two.", "Three."])
    team = open_bakery(model, Book())

    await prepare(team, "how")
    await prepare(team, "how long")

    assert await says(team, "how long") == "Two."
    assert asked_of(model)[-1] == ["how long"]


async def test_nothing_with_an_effect_happens_before_the_turn_is_surely_over() -> None:
    book = Book()
    team = open_bakery(ScriptedModel(script=[ORDER]), book)
    await says(team, "a rye loaf please")

    await prepare(team, "yes")
    assert not book.orders

    assert await says(team, "yes") == "Ordered: one rye loaf."
    assert list(book.orders.values()) == ["rye"]


async def test_a_yes_that_was_only_the_beginning_orders_nothing() -> None:
    book = Book()
    team = open_bakery(ScriptedModel(script=[ORDER, "Then not."]), book)
    await says(team, "a rye loaf please")

    await prepare(team, "yes")
    await says(team, "no")

    assert not book.orders


async def test_a_read_only_tool_may_be_used_ahead() -> None:
    team = open_bakery(ScriptedModel(script=[("price", {"loaf": "rye"}), "The rye loaf costs 4 euros."]), Book())

    await prepare(team, "what does a rye loaf cost")

    parts = [part async for part in team.reply("a", "what does a rye loaf cost", epoch=1)]
    assert [part.name for part in parts if isinstance(part, ToolUsed)] == ["price"]


async def test_a_commit_forgets_a_guess() -> None:
    model = ScriptedModel(script=["Gladly.", "It keeps.", "For a week."])
    team = open_bakery(model, Book())
    async with aclosing(team.reply("a", "good bread", epoch=1)) as parts:
        async for _ in parts:
            pass
    await prepare(team, "how long")
    await team.commit("a", "Gladly.", epoch=1)

    await says(team, "how long does it keep")

    assert asked_of(model)[-1] == ["good bread", "how long does it keep"]


@pytest.mark.parametrize("guess", ["how long", "how long does it keep"])
async def test_a_forgotten_session_has_no_guess_at_work(guess: str) -> None:
    team = open_bakery(ScriptedModel(script=["For a week.", "For a week."]), Book())
    before = asyncio.all_tasks()
    await prepare(team, guess)

    await team.forget("a")

    assert asyncio.all_tasks() == before


async def test_who_has_listened_answers_what_is_said_then() -> None:
    model = ScriptedModel(script=["For a week.", "Gladly."])
    team = open_bakery(model, Book())

    await team.listen("a", epoch=1)
    await team.listen("a", epoch=1)

    assert await says(team, "how long does it keep") == "For a week."
    assert await says(team, "is that so") == "Gladly."
    assert asked_of(model) == [["how long does it keep"], ["how long does it keep", "is that so"]]


async def test_who_has_listened_may_guess_and_be_wrong() -> None:
    model = ScriptedModel(script=["It keeps.", "For a week."])
    team = open_bakery(model, Book())

    await team.listen("a", epoch=1)
    await prepare(team, "how long does")

    assert await says(team, "how long does it keep") == "For a week."
    assert asked_of(model)[-1] == ["how long does it keep"]


async def test_what_is_remembered_while_somebody_listens_is_known_to_the_answer() -> None:
    model = ScriptedModel(script=["Gladly.", "For a week."])
    team = open_bakery(model, Book())
    async with aclosing(team.reply("a", "good bread", epoch=1)) as parts:
        async for _ in parts:
            pass
    await team.listen("a", epoch=1)
    await asyncio.sleep(0.05)
    await team.commit("a", "Gladly.", epoch=1)

    await says(team, "how long does it keep")

    assert [each.text for each in model.seen[-1][1:]] == ["good bread", "Gladly.", "how long does it keep"]


async def test_who_listens_in_vain_gives_up_and_hears_what_is_said_later() -> None:
    team = open_bakery(ScriptedModel(script=["For a week."]), Book(), listens_s=0.01)
    before = asyncio.all_tasks()

    await team.listen("a", epoch=1)
    while asyncio.all_tasks() != before:
        await asyncio.sleep(0.01)

    assert await says(team, "how long does it keep") == "For a week."


async def test_a_sign_without_a_word_is_answered_by_whoever_begins_anew() -> None:
    team = open_bakery(ScriptedModel(script=[]), Book(), listens_s=0.01)
    before = asyncio.all_tasks()

    await team.listen("a", epoch=1)
    while asyncio.all_tasks() != before:
        await asyncio.sleep(0.01)

    async with asyncio.timeout(2):
        assert await says(team, "?")


async def test_who_gave_up_listens_again() -> None:
    team = open_bakery(ScriptedModel(script=[]), Book(), listens_s=0.01)
    before = asyncio.all_tasks()
    await team.listen("a", epoch=1)
    while asyncio.all_tasks() != before:
        await asyncio.sleep(0.01)

    await team.listen("a", epoch=1)

    assert asyncio.all_tasks() != before
    await team.forget("a")


async def test_a_newer_owner_does_not_speak_through_an_older_one_that_listens() -> None:
    team = open_bakery(ScriptedModel(script=["For a week."]), Book())
    await team.listen("a", epoch=1)
    await asyncio.sleep(0.05)

    parts = [part async for part in team.reply("a", "how long does it keep", epoch=2)]

    assert any(isinstance(part, Words) for part in parts)
    with pytest.raises(StaleEpoch):
        await says(team, "is that so")


async def test_words_are_remembered_of_a_turn_that_ended_as_it_began() -> None:
    model = ScriptedModel(script=["Gladly."])
    team = open_bakery(model, Book())
    async with aclosing(team.reply("a", "how long does it keep", epoch=1)) as parts:
        async for _ in parts:
            break

    await says(team, "is that so")

    assert asked_of(model)[-1] == ["how long does it keep", "is that so"]


async def used(team: LangGraphAgentTeam, words: str) -> tuple[int, int]:
    """How many times models were used, as the reply tells and as is told beside it."""
    parts = [part async for part in team.reply("a", words, epoch=1)]
    return sum(isinstance(part, ModelUsed) for part in parts), len(team.untold("a"))


async def test_what_a_prepared_answer_has_used_is_told_with_the_answer_and_once() -> None:
    team = open_bakery(ScriptedModel(script=["For a week."]), Book())
    await prepare(team, "how long does it keep")
    assert team.untold("a") == ()
    assert await used(team, "how long does it keep") == (1, 0)


async def test_what_a_wrong_guess_has_used_is_told_with_the_next_answer() -> None:
    team = open_bakery(ScriptedModel(script=["It does.", "For a week."]), Book())
    await prepare(team, "how long does")
    assert await used(team, "how long does it keep") == (2, 0)


async def test_a_reply_that_is_given_up_at_once_ends_and_loses_no_use() -> None:
    team = open_bakery(ScriptedModel(script=["It is.", "It does.", "For a week."]), Book())
    await prepare(team, "how long")
    await prepare(team, "how long does")
    before = asyncio.all_tasks()
    async with aclosing(team.reply("a", "how long does it keep", epoch=1)) as parts:
        assert isinstance(await anext(parts), ModelUsed)
    assert asyncio.all_tasks() <= before
    assert team.untold("a")


async def test_a_wrong_guess_takes_nothing_from_a_newer_owner() -> None:
    team = open_bakery(ScriptedModel(script=["It keeps.", "For a week."]), Book())
    await prepare(team, "how long does")
    await team.commit("a", "Hello.", epoch=2)
    with pytest.raises(StaleEpoch):
        await team.commit("a", "Well.", epoch=1)
