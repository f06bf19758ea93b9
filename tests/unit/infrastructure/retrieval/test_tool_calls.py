"""Which tool is called, and with what."""

import pytest

from domain.entities.tool import Outcome, ToolCall, ToolResult
from tests.unit.infrastructure.retrieval.bakery import Call, asks, names


@pytest.mark.parametrize(
    ("said", "tool", "arguments"),
    [
        ("what does the rye loaf cost", "price", {"loaf": "rye"}),
        ("how much is wheat for twelve people", "price", {"loaf": "wheat", "guests": 12}),
        ("how much is the dark one", "price", {"loaf": "rye"}),
        ("what's the difference between wheat and spelt", "compare", {"first": "wheat", "second": "spelt"}),
        ("i would like to order the spelt loaf", "order", {"loaf": "spelt"}),
        ("i'll take the white one, jo at example dot com", "order", {"loaf": "wheat", "email": "jo@example.com"}),
        ("please cancel my order", "cancel_order", {}),
        ("cancel order four oh seven one two", "cancel_order", {"number": "40712"}),
        ("do you deliver to double four one seven two", "delivery", {"postcode": "44172"}),
        ("is there delivery in my street", "delivery", {}),
        ("my bread is as hard as a stone", "rescue", {"fault": "too_hard"}),
        ("it has green spots", "rescue", {"fault": "mouldy"}),
    ],
)
def test_a_wish_calls_its_tool_with_what_was_said(said: str, tool: str, arguments: dict[str, object]) -> None:
    assert Call().says(said) == [(tool, arguments)]


@pytest.mark.parametrize("said", ["when do you open", "how can i order", "how long does the rye loaf keep"])
def test_what_is_written_down_is_told_and_no_tool_is_called(said: str) -> None:
    call = Call()

    assert call.says(said) == []
    assert call.said.startswith(("We open", "You can order", "The rye loaf keeps"))


@pytest.mark.parametrize("said", ["who won the football", "how much is a train ticket", "what is two plus two"])
def test_what_nobody_knows_is_not_made_up(said: str) -> None:
    call = Call()

    assert call.says(said) == []
    assert call.said == "I do not know that, I'm afraid. I can help with bread."


@pytest.mark.parametrize("said", ["gorp snazzle", "uh the of and", "marmalade seventeen blue"])
def test_words_that_make_no_sense_are_asked_for_again(said: str) -> None:
    assert names(Call().says(said)) == ["ask_again"]


def test_another_thing_of_the_kind_is_not_taken_for_one_that_there_is() -> None:
    assert Call().says("what does the platinum loaf cost") == []


def test_a_form_is_filled_over_several_turns() -> None:
    call = Call()
    assert call.says("i'd like to order the rye loaf") == [("order", {"loaf": "rye"})]
    assert call.hears(asks("email", "What is your email address?")) == "What is your email address?"

    assert call.says("jo at example dot com") == [("order", {"loaf": "rye", "email": "jo@example.com"})]


def test_several_things_given_at_once_are_all_taken() -> None:
    call = Call()
    call.says("i'd like to order")
    call.hears(asks("loaf"))

    said = "the wheat loaf for ten, jo at example dot com"

    assert call.says(said) == [("order", {"loaf": "wheat", "email": "jo@example.com", "guests": 10})]


def test_a_question_in_the_middle_of_a_form_is_answered() -> None:
    call = Call()
    call.says("i'd like to order the rye loaf")
    call.hears(asks("email"))

    assert call.says("when do you open") == []
    assert call.said == "We open at six in the morning."
    assert call.says("jo at example dot com") == [("order", {"loaf": "rye", "email": "jo@example.com"})]


def test_a_form_that_was_given_up_stays_closed() -> None:
    call = Call()
    call.says("is there delivery where i live")
    call.hears(asks("postcode", "What is your postcode?"))

    assert call.says("never mind") == []
    assert names(call.says("what does the rye loaf cost")) == ["price"]


def test_a_code_that_comes_in_two_halves_is_put_together() -> None:
    call = Call()
    call.says("do you deliver where i live")
    call.hears(asks("postcode"))
    assert call.says("four two") == [("delivery", {"postcode": "42"})]
    call.hears(asks("postcode"))

    assert call.says("one seven five") == [("delivery", {"postcode": "42175"})]


@pytest.mark.parametrize("said", ["no, the last one is a five", "sorry, four two one seven five", "not one, five"])
def test_a_digit_is_put_right(said: str) -> None:
    call = Call()
    call.says("do you deliver to four two one seven one")
    call.hears("No.")

    assert call.says(said) == [("delivery", {"postcode": "42175"})]


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("no, the wheat loaf", {"loaf": "wheat", "email": "jo@example.com"}),
        ("yes but for twelve guests", {"loaf": "rye", "email": "jo@example.com", "guests": 12}),
        ("no it's joe with an e", {"loaf": "rye", "email": "joe@example.com"}),
        ("make it two", {"loaf": "rye", "email": "jo@example.com", "guests": 2}),
    ],
)
def test_what_waits_for_a_yes_is_put_right(said: str, arguments: dict[str, object]) -> None:
    call = Call()
    call.says("i'd like to order the rye loaf, jo at example dot com")
    call.hears("Shall I order the rye loaf?", outcome=Outcome.TO_CONFIRM)

    assert call.says(said) == [("order", arguments)]


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("and for ten guests?", {"loaf": "rye", "guests": 10}),
        ("and the white one?", {"loaf": "wheat", "guests": 4}),
        ("what about spelt", {"loaf": "spelt", "guests": 4}),
    ],
)
def test_a_follow_up_keeps_the_rest(said: str, arguments: dict[str, object]) -> None:
    call = Call()
    call.says("what does the rye loaf cost for four guests")
    call.hears("9 euros.")

    assert call.says(said) == [("price", arguments)]


def test_it_is_what_was_talked_of() -> None:
    call = Call()
    call.says("what does the rye loaf cost for four guests")
    call.hears("9 euros.")

    assert call.says("okay i'll take it") == [("order", {"loaf": "rye", "guests": 4})]


@pytest.mark.parametrize(("said", "loaf"), [("the first one", "wheat"), ("the second one", "spelt")])
def test_the_first_and_the_second_are_those_that_were_compared(said: str, loaf: str) -> None:
    call = Call()
    call.says("compare wheat and spelt")
    call.hears("Spelt is darker.")

    assert call.says(f"i'd like to order {said}") == [("order", {"loaf": loaf})]


def test_an_effect_is_taken_back_by_what_takes_it_back() -> None:
    call = Call()
    call.says("i'd like to order the rye loaf, jo at example dot com")
    call.hears(ToolResult("Ordered.", undo=ToolCall("cancel_order", {"number": "40712"})))

    assert call.says("please cancel that again") == [("cancel_order", {"number": "40712"})]


def test_a_number_that_a_result_gave_is_known_later() -> None:
    call = Call()
    call.says("i'd like to order the rye loaf, jo at example dot com")
    call.hears(ToolResult("Ordered.", facts={"number": "40712"}))

    assert call.says("i don't want the bread any more") == [("cancel_order", {"number": "40712"})]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("that did not help", "next"),
        ("what next", "next"),
        ("it worked, thanks", "solved"),
        ("still hard", "next"),
    ],
)
def test_steps_are_taken_one_by_one(said: str, outcome: str) -> None:
    call = Call()
    call.says("my loaf is hard as stone")
    call.hears(asks("outcome", "Sprinkle it with water."))

    assert call.says(said) == [("rescue", {"fault": "too_hard", "outcome": outcome})]


def test_another_fault_begins_anew() -> None:
    call = Call()
    call.says("my loaf is hard as stone")
    call.hears(asks("outcome", "Sprinkle it with water."))

    assert call.says("and now my bread has green spots") == [("rescue", {"fault": "mouldy"})]


def test_two_wishes_in_one_sentence_are_both_called_for() -> None:
    call = Call()

    made = call.says("what does the rye loaf cost and do you deliver to four two one seven five")

    assert made == [("price", {"loaf": "rye"}), ("delivery", {"postcode": "42175"})]
    assert call.hears("4 euros.", "Yes, we do.") == "4 euros. Yes, we do."


def test_a_wish_and_a_question_are_both_answered() -> None:
    call = Call()

    assert call.says("when do you open and what does the rye loaf cost") == [("price", {"loaf": "rye"})]
    assert call.hears("4 euros.") == "We open at six in the morning. 4 euros."


def test_what_asks_the_caller_comes_last() -> None:
    call = Call()
    call.says("do you deliver to my street and what does the rye loaf cost")

    said = call.hears(asks("postcode", "What is your postcode?"), "4 euros.")

    assert said == "4 euros. What is your postcode?"


def test_a_result_is_told_in_its_own_words() -> None:
    call = Call()
    call.says("what does the rye loaf cost")

    assert call.hears("It costs 4 euros and 20 cents.") == "It costs 4 euros and 20 cents."
