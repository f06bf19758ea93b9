"""Whole service calls by voice, several turns each: real speech in, real recognition, real speech out."""

import re

import pytest

from tests.e2e.line import Telephone

pytestmark = pytest.mark.asyncio(loop_scope="session")

CODE = re.compile(r"\d(?: \d){3,}")


async def test_a_price_is_worked_out_further_with_each_question(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        assert "39 euros" in (await line.ask("what does the pro plan cost")).text
        assert "120 euros" in (await line.ask("and for ten seats")).text
        assert "1,296 euros" in (await line.ask("is it cheaper if i pay yearly")).text


async def test_a_fault_is_followed_to_a_ticket_whose_number_can_be_heard_again(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        answer = (await line.ask("my router keeps losing the connection")).text
        assert answer.startswith("First,")
        for _ in range(6):
            if "open a ticket" in answer:
                break
            answer = (await line.ask("that did not help")).text
        opened = (await line.ask("yes please")).text
        assert CODE.search(opened)
        assert (await line.ask("say that again please")).text.split() == opened.split()
        assert "connection" in (await line.ask("what was i calling about")).text


async def test_support_and_sales_and_back_forget_nothing(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        assert "First," in (await line.ask("my router keeps losing the connection")).text
        price = await line.ask("what does the plus plan cost")
        assert (price.specialist, "29 euros" in price.text) == ("sales", True)
        back = await line.ask("my router still keeps losing the connection that did not help")
        assert (back.specialist, "Next," in back.text) == ("tech_support", True)


async def test_a_postcode_is_said_digit_by_digit_and_corrected(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        assert "postcode" in (await line.ask("is there an outage where i live")).text
        assert "4 2 1 7 1" in (await line.ask("four two one seven one")).text
        assert "4 2 1 7 5" in (await line.ask("no the last one is a five")).text


async def test_plans_are_compared_and_one_ordered_and_cancelled_again(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        assert "10 euros" in (await line.ask("what is the difference between the plus plan and the pro plan")).text
        assert "email" in (await line.ask("i would like to order the pro plan please")).text
        assert "Shall I order the pro plan" in (await line.ask("jo at example dot com")).text
        ordered = (await line.ask("yes please")).text
        number = CODE.search(ordered)
        assert number
        assert number[0] in (await line.ask("i changed my mind please cancel the order")).text
        assert "Cancelled" in (await line.ask("yes please")).text


async def test_two_questions_in_one_sentence_are_both_answered(telephone: Telephone) -> None:
    async with telephone.call() as line:
        await line.greeting()
        answer = await line.ask("what does the pro plan cost and how long is the contract")
        assert "39 euros" in answer.text
        assert "twelve months" in answer.text
