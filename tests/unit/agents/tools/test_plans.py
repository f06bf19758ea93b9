"""What callers hear about prices."""

import pytest

from agents.tools.plans import compare_plans, plan_choices, quote
from domain.entities.tool import Outcome, Value
from domain.errors import Refused
from tests.unit.agents.tools.desk import Desk, services


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"plan": "pro"}, "The pro plan costs 39 euros a month."),
        ({"plan": "business", "seats": 10}, "For ten seats, the business plan costs 109 euros a month."),
        (
            {"plan": "pro", "seats": 10},
            "For ten seats, the pro plan costs 120 euros a month. Business would be 109.",
        ),
        (
            {"plan": "pro", "seats": 10, "yearly": True},
            "Yes: paid yearly, the pro plan for ten seats is 1,296 euros a year, and you save 144.",
        ),
        (
            {"plan": "pro", "yearly": True},
            "Yes: paid yearly, the pro plan is 421 euros 20 a year, and you save 46 euros 80.",
        ),
        ({"plan": "basic", "student": True}, "For students, the basic plan costs 14 euros a month."),
        (
            {"plan": "basic", "student": True, "yearly": True},
            "Yes: paid yearly, the basic plan for students is 151 euros 20 a year, and you save 16 euros 80.",
        ),
        (
            {"plan": "plus", "monthly_contract": True},
            "Without a minimum term, the plus plan costs 34 euros a month.",
        ),
        (
            {"plan": "pro", "seats": 3, "monthly_contract": True},
            "For three seats and without a minimum term, the pro plan costs 62 euros a month.",
        ),
    ],
)
def test_a_price_is_said_in_one_or_two_sentences(arguments: dict[str, Value], said: str) -> None:
    assert Desk().use(quote, **arguments).say == said


def test_amounts_are_facts_too() -> None:
    facts = Desk().use(quote, plan="pro", seats=10, yearly=True).facts

    assert facts["euros_a_year"] == "1296"
    assert facts["saved_euros_a_year"] == "144"
    assert facts["cheaper_euros_a_year"] == "1177.20"


def test_what_cannot_be_had_is_refused_with_what_can() -> None:
    with pytest.raises(Refused) as refused:
        Desk().use(quote, plan="basic", seats=10)
    assert (
        refused.value.say
        == "The basic plan is for one seat only. For ten seats, business costs 109 euros a month."
    )


def test_two_plans_are_compared_in_price_and_speed() -> None:
    result = Desk().use(compare_plans, first="plus", second="pro")

    assert result.say == (
        "Pro costs 10 euros a month more than plus: 39 against 29. Pro brings 500 megabits a second, and plus 250."
    )
    assert result.facts["difference_euros_a_month"] == "10"
    assert Desk().use(compare_plans, first="pro", second="plus").say == result.say


def test_a_plan_compared_with_itself_needs_another_one() -> None:
    result = Desk().use(compare_plans, first="pro", second="pro")

    assert (result.outcome, result.missing) == (Outcome.NEEDS, "second")


def test_plans_can_be_chosen_by_the_names_of_the_price_list() -> None:
    assert list(plan_choices(services())) == ["basic", "plus", "pro", "business"]
