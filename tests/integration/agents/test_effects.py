"""What has an effect happens when the caller has said yes to it, and once: whatever the model does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from langchain_core.messages import AIMessage

from domain.entities.reply import Farewell, HumanWanted, ReplyPart
from tests.fakes.model import ScriptedModel
from tests.integration.agents.bakery import Book, Customer, open_bakery

NOTHING: dict[str, str] = {}
ORDER = ("order", {"loaf": "rye"})


@pytest.fixture
def book() -> Book:
    return Book()


def customer(book: Book, *script: object) -> Customer:
    return Customer(open_bakery(ScriptedModel(script=list(script)), book))


async def test_an_order_waits_for_a_yes(book: Book) -> None:
    caller = customer(book, ORDER)

    asked = await caller.says("a rye loaf please")

    assert asked == "Shall I order the rye loaf?"
    assert caller.tools == [("order", "to_confirm")]
    assert not book.orders


async def test_a_yes_orders_and_the_services_own_words_are_heard(book: Book) -> None:
    caller = customer(book, ORDER)
    await caller.says("a rye loaf please")

    answer = await caller.says("yes please")

    assert answer == "Ordered: one rye loaf."
    assert list(book.orders.values()) == ["rye"]


async def test_a_second_yes_orders_nothing_more(book: Book) -> None:
    caller = customer(book, ORDER, "What else?")
    await caller.says("a rye loaf please")
    await caller.says("yes")

    await caller.says("yes")

    assert len(book.orders) == 1


async def test_a_no_drops_it(book: Book) -> None:
    caller = customer(book, ORDER, "What else?")
    await caller.says("a rye loaf please")

    await caller.says("no thanks")
    await caller.says("yes")

    assert not book.orders


async def test_a_yes_to_a_question_that_was_not_heard_is_asked_again(book: Book) -> None:
    caller = customer(book, ORDER)
    await caller.says("a rye loaf please", hears=1)

    asked = await caller.says("yes")

    assert asked == "Just to be sure: Shall I order the rye loaf?"
    assert not book.orders
    await caller.says("yes")
    assert list(book.orders.values()) == ["rye"]


async def test_a_yes_to_half_a_question_is_asked_again(book: Book) -> None:
    caller = customer(book, ORDER)
    await caller.says("a rye loaf please", hears=4)

    await caller.says("okay")

    assert not book.orders


async def test_a_yes_to_a_changed_question_that_was_not_heard_is_asked_again(book: Book) -> None:
    caller = customer(book, ORDER, ("order", {"loaf": "white"}))
    await caller.says("a rye loaf please")
    await caller.says("no the white one", hears=0)

    asked = await caller.says("yes")

    assert asked == "Just to be sure: Shall I order the white loaf?"
    assert not book.orders


async def test_a_yes_to_another_question_than_the_open_one_orders_nothing(book: Book) -> None:
    caller = customer(book, ORDER, "Rye keeps for a week. Would you like it sliced?")
    await caller.says("a rye loaf please")
    await caller.says("how long does rye keep")

    await caller.says("yes")

    assert not book.orders


async def test_a_no_that_comes_after_the_yes_is_told_what_was_done(book: Book) -> None:
    team = open_bakery(ScriptedModel(script=[ORDER]), book)
    caller = Customer(team)
    await caller.says("a rye loaf please")
    book.open.clear()
    reading = asyncio.ensure_future(_drain(team.reply("a", "yes", epoch=1)))
    async with asyncio.timeout(5):
        while not book.attempts:
            await asyncio.sleep(0.01)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    book.open.set()

    answer = await caller.says("no don't")

    assert answer == "Ordered: one rye loaf. If you do not want it after all, say so, and I take it back."


async def test_a_value_that_cannot_be_understood_does_not_pass_for_none(book: Book) -> None:
    caller = customer(book, ("price", {"loaf": "platinum"}), "Which loaf?")

    await caller.says("what does the platinum loaf cost")

    assert caller.tools == [("price", "needs")]


async def test_of_two_wishes_at_once_neither_is_lost(book: Book) -> None:
    both = AIMessage(
        "",
        tool_calls=[
            {"name": "order", "args": {"loaf": "rye"}, "id": "one"},
            {"name": "table", "args": {}, "id": "two"},
        ],
    )
    caller = customer(book, both)

    asked = await caller.says("a rye loaf and a table please")
    then = await caller.says("yes")
    done = await caller.says("yes")

    assert asked == "Shall I keep a table for you?"
    assert then == "A table is kept for you. Back to your order: shall I order the rye loaf?"
    assert done == "Ordered: one rye loaf."
    assert sorted(book.orders.values()) == ["rye", "table"]


async def test_nobody_can_try_numbers_until_one_fits(book: Book) -> None:
    caller = customer(book, *[("parcel", {"number": "4711"}), "There is none."] * 8)
    outcomes = list[tuple[str, str]]()
    for number in range(8):
        await caller.says(f"where is my loaf parcel number {4711 + number}")
        outcomes += caller.tools

    assert outcomes == [("parcel", "refused")] * 8
    assert book.looked_up == 5


async def test_words_before_a_tool_and_after_it_are_parted(book: Book) -> None:
    caller = customer(book, with_words("Let me see."), "It costs 4 euros.")

    assert await caller.says("what does the rye loaf cost") == "Let me see. It costs 4 euros."


@pytest.mark.parametrize(
    "words", ["yes but make it white", "hm", "what does it weigh", "yesterday was nice", "okay i see but why"]
)
async def test_anything_but_a_clear_yes_orders_nothing(book: Book, words: str) -> None:
    caller = customer(book, ORDER, "A rye loaf is fine.")
    await caller.says("a rye loaf please")

    await caller.says(words)

    assert not book.orders


async def test_a_side_question_is_answered_and_the_order_comes_back(book: Book) -> None:
    caller = customer(book, ORDER, "It keeps for a week.")
    await caller.says("a rye loaf please")

    answer = await caller.says("how long does rye keep")

    assert answer == "It keeps for a week. Back to your order: shall I order the rye loaf?"
    await caller.says("yes")
    assert list(book.orders.values()) == ["rye"]


async def test_a_caller_who_talks_of_other_things_is_not_reminded_for_ever(book: Book) -> None:
    caller = customer(book, ORDER, "It keeps for a week.")
    await caller.says("a rye loaf please")

    answers = [await caller.says("how long does rye keep") for _ in range(3)]
    await caller.says("yes")

    assert [("Back to your order" in answer) for answer in answers] == [True, True, False]
    assert not book.orders


async def test_a_changed_order_is_read_back_anew(book: Book) -> None:
    caller = customer(book, ORDER, ("order", {"loaf": "white"}))
    await caller.says("a rye loaf please")

    asked = await caller.says("no the white one")
    await caller.says("yes")

    assert asked == "Shall I order the white loaf?"
    assert list(book.orders.values()) == ["white"]


async def test_a_model_that_says_that_it_ordered_has_not(book: Book) -> None:
    caller = customer(book, "I have ordered it for you.")

    await caller.says("a rye loaf please")
    await caller.says("yes")

    assert not book.orders


async def test_what_a_service_refuses_is_never_asked(book: Book) -> None:
    caller = customer(book, ("order", {"loaf": "cake"}), "We bake no cakes.")

    await caller.says("a cake please")
    await caller.says("yes")

    assert not book.orders


async def test_an_argument_that_makes_no_sense_is_asked_for(book: Book) -> None:
    caller = customer(book, ("order", {"loaf": "platinum", "price": 0}), "Which loaf?")

    await caller.says("a platinum loaf please")

    assert caller.tools == [("order", "needs")]


async def test_an_interruption_in_mid_order_finishes_it_with_the_next_turn_and_once(book: Book) -> None:
    model = ScriptedModel(script=[ORDER, "It keeps for a week."])
    team = open_bakery(model, book)
    caller = Customer(team)
    await caller.says("a rye loaf please")
    book.open.clear()

    async with aclosing(team.reply("a", "yes", epoch=1)) as parts:
        reading = asyncio.ensure_future(_drain(parts))
        async with asyncio.timeout(5):
            while not book.attempts:
                await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    book.open.set()
    answer = await caller.says("how long does rye keep")

    assert answer == "Ordered: one rye loaf. It keeps for a week."
    assert len(book.orders) == 1


async def test_a_broken_tool_ends_no_call_and_tells_nothing(book: Book, caplog: pytest.LogCaptureFixture) -> None:
    caller = customer(book, ("bell", NOTHING), "I cannot ring it now.")

    assert await caller.says("ring the bell") == "I cannot ring it now."
    assert caller.tools == [("bell", "failed")]
    assert "private" not in caplog.text


async def test_a_slow_tool_is_not_waited_for(book: Book) -> None:
    team = open_bakery(
        ScriptedModel(script=[("oven", NOTHING), "I cannot see it now."]), book, tool_patience_s=0.05
    )
    caller = Customer(team)

    await caller.says("is the oven hot")

    assert caller.tools == [("oven", "failed")]


async def test_a_tool_that_does_not_exist_is_no_crash(book: Book) -> None:
    caller = customer(book, ("drop_tables", NOTHING), "I cannot do that.")

    assert await caller.says("hello baker what about the loaf") == "I cannot do that."


async def test_a_model_that_only_calls_tools_is_made_to_answer(book: Book) -> None:
    caller = customer(book, *[("price", {"loaf": "rye"})] * 4, "It costs 4 euros.")

    assert await caller.says("what does the rye loaf cost") == "It costs 4 euros."
    assert len(caller.tools) == 4


async def test_a_person_is_called_when_the_model_asks_for_one(book: Book) -> None:
    caller = customer(book, ("request_human", NOTHING), "A colleague comes.")

    await caller.says("the loaf was terrible and i will not discuss it with you")

    assert caller.got(HumanWanted)


async def test_silence_is_asked_then_ended(book: Book) -> None:
    caller = customer(book, "Yes.")
    await caller.says("is there a rye loaf")

    assert await caller.is_silent() == "Are you still there?"
    assert not caller.got(Farewell)
    assert "Goodbye" in await caller.is_silent()
    assert caller.got(Farewell)


async def test_a_word_between_two_silences_begins_them_anew(book: Book) -> None:
    caller = customer(book, "Yes.")
    await caller.is_silent()
    await caller.says("is there a rye loaf")

    assert await caller.is_silent() == "Are you still there?"


async def test_who_waits_for_a_person_is_kept_company(book: Book) -> None:
    caller = customer(book, "Yes.")
    await caller.says("can i talk to a human")
    assert caller.got(HumanWanted)

    silences = [await caller.is_silent() for _ in range(4)]

    assert len(set(silences[:3])) == 3
    assert not any("Goodbye" in words for words in silences)


async def _drain(parts: AsyncIterator[ReplyPart]) -> None:
    async for _ in parts:
        pass


def with_words(words: str) -> AIMessage:
    """A model's words, and a tool call behind them."""
    return AIMessage(words, tool_calls=[{"name": "price", "args": {"loaf": "rye"}, "id": "call-words"}])
