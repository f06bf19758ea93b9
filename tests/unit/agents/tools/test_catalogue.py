"""What all tools have in common."""

import re

import pytest

from agents.discovery import discover
from application.graphs.tool_messages import schema
from domain.entities.tool import Kind, Tool
from tests.unit.agents.tools.desk import services

SERVICES = services()

OURS = [each for each in discover().specialists if each.name in {"sales", "tech_support"}]
"""A checkout may have been given others."""

TOOLS = {tool.name: tool for specialist in OURS for tool in specialist.tools}

CATALOGUE = {
    "quote": ["plan", "seats", "yearly", "student", "monthly_contract"],
    "compare_plans": ["first", "second"],
    "place_order": ["plan", "email", "seats", "yearly"],
    "cancel_order": ["order_number"],
    "order_status": ["order_number"],
    "invoice": ["customer_number", "postcode"],
    "outage": ["postcode"],
    "troubleshoot": ["problem", "outcome"],
    "open_ticket": ["problem"],
    "ticket_status": ["ticket_number"],
    "close_ticket": ["ticket_number"],
    "book_visit": ["day", "time"],
    "cancel_visit": ["visit_number"],
}

EFFECTS = {"place_order", "cancel_order", "open_ticket", "close_ticket", "book_visit", "cancel_visit"}

all_tools = pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)


def test_the_specialists_have_the_tools_of_the_catalogue() -> None:
    assert {name: [argument.name for argument in tool.arguments] for name, tool in TOOLS.items()} == CATALOGUE
    assert {tool.name for tool in TOOLS.values() if tool.has_effect} == EFFECTS


@all_tools
def test_a_tool_is_described_and_has_examples_of_what_callers_say(tool: Tool) -> None:
    assert tool.description.endswith(".")
    assert tool.about
    assert 5 <= len(set(tool.examples)) == len(tool.examples)


@all_tools
def test_a_description_with_its_examples_is_as_short_as_vendors_want_it(tool: Tool) -> None:
    assert len(schema(tool, SERVICES)["function"]["description"]) <= 1024


def test_no_two_tools_share_an_example() -> None:
    examples = [example.lower() for tool in TOOLS.values() for example in tool.examples]

    assert len(set(examples)) == len(examples)


@all_tools
def test_every_argument_is_asked_for_in_one_question(tool: Tool) -> None:
    for argument in tool.arguments:
        assert argument.question.count("?") == 1
        assert len(argument.question.split()) <= 20
        assert argument.description != argument.question


@all_tools
def test_what_can_be_chosen_can_be_said_in_one_way_alone(tool: Tool) -> None:
    for argument in tool.arguments:
        assert (argument.kind is Kind.CHOICE) == (argument.choices is not None)
        if argument.choices is not None:
            ways = [way.lower() for said in argument.choices(SERVICES).values() for way in said]
            assert len(set(ways)) == len(ways)
            assert all(re.fullmatch(r"[a-z' ]+", way) for way in ways)
