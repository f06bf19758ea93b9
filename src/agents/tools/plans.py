"""Tools for what plans cost."""

from collections.abc import Mapping
from typing import Annotated

from agents.toolkit import Ask, said_beside, tool
from application.services.pricing import Pricing
from domain.entities import spoken
from domain.entities.quote import Quote
from domain.entities.tool import Kind, Outcome, Services, ToolResult, Value

_SAID = said_beside(__file__)


def plan_choices(services: Services) -> Mapping[str, tuple[str, ...]]:
    """The plans that there are, each with other ways to say it."""
    return {plan.name: plan.said for plan in services.get(Pricing).plans}


@tool(
    about="the price of a plan",
    examples=_SAID["quote"],
)
def quote(
    pricing: Pricing,
    plan: Annotated[str, Ask("Which plan do you mean?", "the plan that is priced", choices=plan_choices)],
    seats: Annotated[int, Ask("For how many seats?", "how many people use it", Kind.COUNT)] = 1,
    yearly: Annotated[bool, Ask("Would you pay for a year at once?", "pays for a year at once")] = False,
    student: Annotated[bool, Ask("Are you a student?", "the caller is a student")] = False,
    monthly_contract: Annotated[
        bool, Ask("Would you like it without a minimum term?", "a contract that can be ended every month")
    ] = False,
) -> ToolResult:
    """Works out what a plan costs, with its seats and discounts."""
    worked_out = pricing.quote(plan, seats, yearly=yearly, student=student, monthly_contract=monthly_contract)
    return ToolResult(_yearly(worked_out) if yearly else _monthly(worked_out), facts=_facts(worked_out))


@tool(
    about="which plan fits",
    examples=_SAID["compare_plans"],
)
def compare_plans(
    pricing: Pricing,
    first: Annotated[str, Ask("Which plans shall I compare?", "one of the two plans", choices=plan_choices)],
    second: Annotated[
        str, Ask("Which other plan shall I compare it with?", "the other of the two plans", choices=plan_choices)
    ],
) -> ToolResult:
    """Compares the price and the speed of two plans."""
    if first == second:
        return ToolResult("Which other plan shall I compare it with?", Outcome.NEEDS, missing="second")
    compared = pricing.compare(first, second)
    less, more = compared.cheaper, compared.dearer
    price = (
        f"{more.name.capitalize()} costs {spoken.euros(compared.difference)} a month more than {less.name}: "
        f"{spoken.sum_of(more.monthly)} against {spoken.sum_of(less.monthly)}."
    )
    if not compared.difference:
        price = f"{more.name.capitalize()} and {less.name} cost the same, {spoken.euros(more.monthly)} a month."
    return ToolResult(
        f"{price} {more.name.capitalize()} brings {more.down:,} megabits a second, and {less.name} {less.down:,}.",
        facts={
            f"{less.name}_euros_a_month": spoken.amount(less.monthly),
            f"{more.name}_euros_a_month": spoken.amount(more.monthly),
            "difference_euros_a_month": spoken.amount(compared.difference),
            f"{less.name}_megabits_a_second": less.down,
            f"{more.name}_megabits_a_second": more.down,
        },
    )


def _monthly(quote: Quote) -> str:
    """ "For ten seats, the pro plan costs 120 euros a month. Business would be 109." """
    asked = [
        *([f"for {spoken.count(quote.seats, 'seat')}"] if quote.seats > 1 else []),
        *(["for students"] if quote.student else []),
        *(["without a minimum term"] if quote.monthly_contract else []),
    ]
    costs = f"the {quote.plan} plan costs {spoken.euros(quote.total)} a month."
    sentence = f"{spoken.listed(asked)}, {costs}" if asked else costs
    tip = quote.cheaper
    also = f" {tip.plan.capitalize()} would be {spoken.sum_of(tip.total)}." if tip is not None else ""
    return sentence[0].upper() + sentence[1:] + also


def _yearly(quote: Quote) -> str:
    """ "Yes: paid yearly, the pro plan for ten seats is 1,296 euros a year, and you save 144." """
    seats = f" for {spoken.count(quote.seats, 'seat')}" if quote.seats > 1 else ""
    students = " for students" if quote.student else ""
    price = f"paid yearly, the {quote.plan} plan{seats}{students} is {spoken.euros(quote.total)} a year"
    if not quote.saved:
        return f"No: {price}, the same as by the month."
    return f"Yes: {price}, and you save {spoken.sum_of(quote.saved)}."


def _facts(quote: Quote) -> Mapping[str, Value]:
    facts: dict[str, Value] = {
        "plan": quote.plan,
        "seats": quote.seats,
        f"euros_a_{quote.period}": spoken.amount(quote.total),
        "setup_euros_once": spoken.amount(quote.setup),
    }
    if quote.yearly:
        facts["saved_euros_a_year"] = spoken.amount(quote.saved)
    if quote.cheaper is not None:
        facts["cheaper_plan"] = quote.cheaper.plan
        facts[f"cheaper_euros_a_{quote.period}"] = spoken.amount(quote.cheaper.total)
    return facts
