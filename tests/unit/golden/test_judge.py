"""What counts as a right answer."""

import pytest

from domain.entities.reply import Farewell, HumanWanted, ReplyPart, SpecialistChosen, ToolUsed, Words
from domain.entities.session import EndReason
from domain.entities.tool import Outcome, Value
from tests.golden.expectations import Expected, ExpectedCall
from tests.golden.judge import Observed, judge


def seen(text: str, *parts: ReplyPart, specialist: str = "sales") -> Observed:
    return Observed.of([SpecialistChosen(specialist), *parts, Words(text)])


def used(tool: str, outcome: Outcome = Outcome.DONE, **arguments: Value) -> ToolUsed:
    return ToolUsed(tool, arguments, outcome)


def call(tool: str, outcome: Outcome | None = None, **arguments: Value | tuple[Value, ...]) -> ExpectedCall:
    return ExpectedCall(tool=tool, arguments=arguments, outcome=outcome)


PRICE = Expected(says="what is pro", specialist=("sales",), holds=(("39 euros", "39.00"),), never=("29 euros",))


def test_a_right_answer_of_the_right_specialist_is_right() -> None:
    verdict = judge(PRICE, seen("It costs 39 euros."))

    assert (verdict.routed, verdict.answered, verdict.why) == (True, True, "")


def test_one_wording_of_a_fact_is_enough() -> None:
    assert judge(PRICE, seen("It costs 39.00.")).answered


def test_the_right_answer_of_a_wrong_specialist_is_only_routed_wrong() -> None:
    verdict = judge(PRICE, seen("It costs 39 euros.", specialist="tech_support"))

    assert (verdict.routed, verdict.answered) == (False, True)
    assert "tech_support answered" in verdict.why


def test_who_has_the_caller_in_the_end_counts() -> None:
    parts = [SpecialistChosen("supervisor"), Words("One moment."), SpecialistChosen("sales"), Words("39 euros")]

    assert judge(PRICE, Observed.of(parts)).routed


def test_no_specialist_at_all_is_routed_wrong() -> None:
    assert not judge(PRICE, Observed.of([Words("39 euros")])).routed


def test_anyone_may_answer_what_nobody_is_named_for() -> None:
    assert judge(Expected(says="hello"), seen("Hello.", specialist="tech_support")).routed


def test_each_of_several_specialists_is_right() -> None:
    either = Expected(says="both", specialist=("sales", "tech_support"))

    assert judge(either, seen("Yes.", specialist="tech_support")).routed
    assert not judge(either, seen("Yes.", specialist="supervisor")).routed


@pytest.mark.parametrize("text", ["It costs 29 euros.", "It costs 39 euros, and plus 29 euros.", "   "])
def test_a_missing_fact_a_banned_one_and_silence_are_wrong(text: str) -> None:
    assert not judge(PRICE, seen(text)).answered


def test_an_error_is_wrong_whatever_was_said_before_it() -> None:
    failed = Observed("sales", "It costs 39 euros", failed="model_failed")

    assert not judge(PRICE, failed).answered


def test_a_pattern_must_be_found() -> None:
    spelled = Expected(says="yes", matches=(r"\d( \d){3,}",))

    assert judge(spelled, seen("It is ticket 4 0 7 1.")).answered
    assert not judge(spelled, seen("It is ticket 4071.")).answered


def test_listed_arguments_must_have_their_values_and_others_are_free() -> None:
    ten = Expected(says="ten", calls=(call("quote", plan="pro", seats=10),))

    assert judge(ten, seen("120", used("quote", plan="Pro", seats="10", yearly=False))).answered
    assert not judge(ten, seen("120", used("quote", plan="pro"))).answered
    assert not judge(ten, seen("120", used("quote", plan="plus", seats=10))).answered
    assert not judge(ten, seen("120", used("compare_plans", plan="pro", seats=10))).answered
    assert not judge(ten, seen("120")).answered


def test_one_of_several_values_is_enough() -> None:
    either = Expected(says="plus or pro", calls=(call("compare_plans", first=("plus", "pro")),))

    assert judge(either, seen("Pro.", used("compare_plans", first="pro", second="plus"))).answered
    assert not judge(either, seen("Pro.", used("compare_plans", first="basic", second="plus"))).answered


def test_true_is_not_any_other_value() -> None:
    yearly = Expected(says="yearly", calls=(call("quote", yearly=True),))

    assert judge(yearly, seen("108", used("quote", yearly=True))).answered
    assert not judge(yearly, seen("108", used("quote", yearly=False))).answered


@pytest.mark.parametrize("given", ["jo.smith@example.com", "Jo dot Smith at example dot com"])
def test_addresses_are_the_same_however_they_are_written(given: str) -> None:
    order = Expected(says="order", calls=(call("place_order", Outcome.TO_CONFIRM, email="jo.smith@example.com"),))

    assert judge(order, seen("Shall I?", used("place_order", Outcome.TO_CONFIRM, email=given))).answered


def test_the_outcome_counts_where_it_is_named() -> None:
    asked = Expected(says="order pro", calls=(call("place_order", Outcome.TO_CONFIRM, plan="pro"),))

    assert not judge(asked, seen("Your email?", used("place_order", Outcome.NEEDS, plan="pro"))).answered


def test_nothing_is_done_for_good_without_being_expected() -> None:
    done = used("place_order", plan="pro")

    assert not judge(PRICE, seen("It costs 39 euros.", done)).answered
    asked = Expected(says="order pro", calls=(call("place_order", plan="pro"),))
    assert not judge(asked, seen("Done.", done)).answered
    confirmed = Expected(says="yes", calls=(call("place_order", Outcome.DONE, plan="pro"),))
    assert judge(confirmed, seen("Done.", done)).answered


def test_something_else_than_what_was_confirmed_is_wrong() -> None:
    confirmed = Expected(says="yes", calls=(call("place_order", Outcome.DONE, plan="pro"),))
    both = [used("place_order", plan="pro"), used("place_order", plan="plus")]

    assert not judge(confirmed, seen("Done.", *both)).answered


@pytest.mark.parametrize("text", ["I do not know.", "No, we do not offer that.", "Sorry, I can\u2019t do that."])
def test_an_honest_no_admits_it(text: str) -> None:
    assert judge(Expected(says="sing", honest_no=True), seen(text)).answered


@pytest.mark.parametrize("text", ["Certainly, which day suits you?", "The nose knows.", "Now, note this."])
def test_anything_else_is_no_honest_no(text: str) -> None:
    assert not judge(Expected(says="sing", honest_no=True), seen(text)).answered


def test_an_honest_no_prepares_nothing() -> None:
    no = Expected(says="book a table", honest_no=True)
    prepared = used("book_visit", Outcome.TO_CONFIRM, day="friday")

    assert not judge(no, seen("I do not know. Shall I book Friday?", prepared)).answered
    assert judge(no, seen("I do not know that visit.", used("cancel_visit", Outcome.REFUSED))).answered


def test_a_person_is_called_when_wanted_and_only_then() -> None:
    wanted = Expected(says="a human please", human=True)

    assert judge(wanted, seen("A colleague will come.", HumanWanted())).answered
    assert not judge(wanted, seen("A colleague will come.")).answered
    assert not judge(PRICE, seen("It costs 39 euros.", HumanWanted())).answered


def test_the_call_is_ended_when_it_is_over_and_only_then() -> None:
    over = Expected(says="bye", hangs_up=True)
    farewell = Farewell(EndReason.CALLER_SAID_GOODBYE)

    assert judge(over, seen("Goodbye.", farewell)).answered
    assert not judge(over, seen("Goodbye.")).answered
    assert not judge(PRICE, seen("It costs 39 euros.", farewell)).answered


def test_a_number_is_repeated_however_it_is_written() -> None:
    again = Expected(says="again", repeats=1)
    earlier = [seen("It is ticket 4 0 7 1 2.")]

    assert judge(again, seen("The number is 40712."), earlier).answered
    assert not judge(again, seen("The number is 40713."), earlier).answered
    assert not judge(again, seen("The number is 40712."), [seen("It is open.")]).answered
