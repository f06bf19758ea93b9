"""A call that is too long to be read whole keeps what matters."""

import asyncio

from langchain_core.messages import BaseMessage

from application.graphs.briefing import conversation_to_summarise
from application.graphs.history import LONGEST_HISTORY
from tests.fakes.model import ScriptedModel
from tests.integration.agents.bakery import Book, Customer, open_bakery

SUMMARY = "The caller wants rye for 120 guests."


def answering_or_summarising(messages: list[BaseMessage]) -> str:
    return SUMMARY if conversation_to_summarise(messages[0].text) else "Rye keeps for a week."


async def talked(model: ScriptedModel, turns: int) -> Customer:
    caller = Customer(open_bakery(model, Book()))
    for number in range(turns):
        await caller.says(f"how long does rye loaf number {number} keep")
        await asyncio.sleep(0)
    return caller


def summary_in(messages: list[BaseMessage]) -> bool:
    return f"<summary>{SUMMARY}</summary>" in messages[0].text


async def test_an_older_part_is_summarised_beside_the_call_and_read_from_then_on() -> None:
    model = ScriptedModel(script=[answering_or_summarising])

    await talked(model, LONGEST_HISTORY // 2 + 4)

    asked = [messages for messages in model.seen if conversation_to_summarise(messages[0].text)]
    assert len(asked) == 1
    assert "caller: how long does rye loaf number 0 keep" in asked[0][0].text
    assert summary_in(model.seen[-1])
    assert len(model.seen[-1]) < LONGEST_HISTORY
    assert not any("number 0 " in message.text for message in model.seen[-1][1:])


async def test_a_short_call_is_read_whole() -> None:
    model = ScriptedModel(script=[answering_or_summarising])

    await talked(model, 5)

    assert not any(conversation_to_summarise(messages[0].text) for messages in model.seen)
    assert any("number 0 " in message.text for message in model.seen[-1])


async def test_a_summary_that_fails_loses_nothing() -> None:
    def failing(messages: list[BaseMessage]) -> str:
        if conversation_to_summarise(messages[0].text):
            raise RuntimeError("no summary today")
        return "Rye keeps for a week."

    model = ScriptedModel(script=[failing])

    await talked(model, LONGEST_HISTORY // 2 + 4)

    last = [messages for messages in model.seen if not conversation_to_summarise(messages[0].text)][-1]
    assert not summary_in(last)
    assert len(last) >= LONGEST_HISTORY


async def test_a_figure_of_the_summary_may_be_said() -> None:
    def then_recalls(messages: list[BaseMessage]) -> str:
        if conversation_to_summarise(messages[0].text):
            return SUMMARY
        return "For your 120 guests." if summary_in(messages) else "Rye keeps for a week."

    caller = await talked(ScriptedModel(script=[then_recalls]), LONGEST_HISTORY // 2 + 4)

    assert await caller.says("how much rye do i need again for a loaf") == "For your 120 guests."
