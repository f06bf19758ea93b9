"""The demo company: its pages and its data files say the same."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from domain.entities.guide import Guide
from domain.entities.price_list import Plan
from infrastructure.adapters.business_data.accounts import FileAccounts
from infrastructure.adapters.business_data.guides import read_guides
from infrastructure.adapters.business_data.outages import read_network
from infrastructure.adapters.business_data.prices import read_prices

ROOT = Path(__file__).parents[4]
KNOWLEDGE = ROOT / "knowledge"
DATA = KNOWLEDGE / "business"

PRICES = read_prices(DATA / "prices.toml")
GUIDES = read_guides(DATA / "guides.toml")

_STEP = re.compile(r"^\d+\. (.+)$", re.MULTILINE)


def page(name: str) -> str:
    return (KNOWLEDGE / name).read_text(encoding="utf-8")


def plan_page(plan: Plan) -> str:
    return page(f"sales/{plan.name}-plan.md")


@pytest.mark.parametrize("plan", PRICES.plans, ids=lambda plan: plan.name)
def test_a_plans_page_names_its_price_and_its_speed(plan: Plan) -> None:
    assert f"The {plan.name} plan costs {plan.monthly} euros a month" in plan_page(plan)
    assert f"brings {plan.down:,} megabits a second down and {plan.up:,} up" in plan_page(plan)


@pytest.mark.parametrize("plan", PRICES.plans, ids=lambda plan: plan.name)
def test_a_plans_page_names_its_seats(plan: Plan) -> None:
    included = {1: "One seat is", 5: "five seats are"}[plan.seats_included]
    if plan.further_seat is None:
        assert f"The {plan.name} plan is for one seat only." in plan_page(plan)
        assert plan.seats_included == 1
    else:
        assert f"{included} included" in plan_page(plan)
        assert f"Each further seat on the {plan.name} plan costs {plan.further_seat} euros a month." in plan_page(
            plan
        )


def test_every_other_price_of_the_price_list_is_on_a_page() -> None:
    assert f"Setting up a new line costs {PRICES.setup} euros once." in page("sales/ordering.md")
    assert f"it costs {PRICES.no_minimum_term} euros more a month" in page("sales/contract.md")
    assert f"Students get {PRICES.student_off} euros off the basic or the plus plan" in page("sales/discounts.md")
    assert {plan.name for plan in PRICES.plans if plan.for_students} == {"basic", "plus"}
    assert PRICES.yearly_percent_off == Decimal(10)
    assert "Paying for a year at once saves ten percent." in page("sales/discounts.md")


def test_the_page_that_compares_the_plans_has_their_prices() -> None:
    text = page("sales/comparing-plans.md")

    assert re.findall(r"(basic|plus|pro|business) at (\d+)", text.split("##")[1]) == [
        (plan.name, str(plan.monthly)) for plan in PRICES.plans
    ]
    cheapest = min(PRICES.plans, key=lambda plan: plan.monthly)
    assert f"The cheapest plan is {cheapest.name}, at {cheapest.monthly} euros a month." in text
    fastest = max(PRICES.plans, key=lambda plan: plan.down)
    assert f"The fastest plan is {fastest.name}, with {fastest.down:,} megabits" in text


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_a_guides_steps_are_those_of_its_page_word_for_word(guide: Guide) -> None:
    assert [step.say for step in guide.steps] == _STEP.findall(page(guide.page))


def test_a_step_is_one_or_two_short_sentences() -> None:
    for guide in GUIDES:
        for step in guide.steps:
            assert len(step.say.split()) <= 25, step.say
            assert len(re.findall(r"[.!?](?:\s|$)", step.say)) <= 2, step.say


def test_the_network_reaches_the_towns_that_the_page_names() -> None:
    areas = [area.name for area in read_network(DATA / "outages.toml").areas]

    assert f"Our fibre reaches {', '.join(areas[:-1])} and {areas[-1]}." in page("sales/ordering.md")


def test_every_customer_of_the_demo_lives_where_the_network_is() -> None:
    postcodes = {code for area in read_network(DATA / "outages.toml").areas for code in area.postcodes}
    accounts = FileAccounts(DATA / "accounts.toml")

    for number in re.findall(r"^\[(\d{6})\]", page("business/accounts.toml"), re.MULTILINE):
        account = accounts.find(number)
        assert account is not None
        assert account.postcode in postcodes
