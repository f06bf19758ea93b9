"""What a model gives, and what of it a tool can work with."""

from collections.abc import Mapping
from typing import Any

import pytest

from application.graphs.arguments import missing, understood
from domain.entities.tool import Argument, Arguments, CallContext, Kind, Services, Tool, ToolResult

SERVICES = Services()


def tool(kind: Kind, *, digits: int = 0, required: bool = True) -> Tool:
    choices = _loaves if kind is Kind.CHOICE else None
    argument = Argument("it", kind, "it", "What?", required, choices, digits)
    return Tool("take", "Takes it.", (), (argument,), "it", _take)


def _loaves(_: Services) -> Mapping[str, tuple[str, ...]]:
    return {"rye": (), "white": ()}


def _take(_services: Services, _call: CallContext, _arguments: Arguments) -> ToolResult:
    return ToolResult("done")


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        (Kind.COUNT, 10, 10),
        (Kind.COUNT, "10", 10),
        (Kind.YES_NO, True, True),
        (Kind.YES_NO, "yes", True),
        (Kind.YES_NO, "False", False),
        (Kind.CHOICE, "Rye", "rye"),
        (Kind.DIGITS, "4 2 1-7 5", "42175"),
        (Kind.DIGITS, 42175, "42175"),
        (Kind.EMAIL, "Jo@Example.com", "jo@example.com"),
        (Kind.TEXT, "  a blue door ", "a blue door"),
    ],
)
def test_what_makes_sense_is_taken(kind: Kind, given: Any, value: object) -> None:
    assert understood(tool(kind), {"it": given}, SERVICES) == {"it": value}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (Kind.COUNT, 0),
        (Kind.COUNT, -3),
        (Kind.COUNT, "ten"),
        (Kind.COUNT, 10**9),
        (Kind.COUNT, True),
        (Kind.YES_NO, "perhaps"),
        (Kind.CHOICE, "platinum"),
        (Kind.DIGITS, "4217"),
        (Kind.DIGITS, "4217x"),
        (Kind.DIGITS, "４２１７５"),
        (Kind.EMAIL, "jo at example"),
        (Kind.EMAIL, "jo@example.com; drop"),
        (Kind.TEXT, "   "),
        (Kind.TEXT, None),
    ],
)
def test_what_makes_no_sense_counts_as_missing(kind: Kind, given: Any) -> None:
    asked = tool(kind, digits=5 if kind is Kind.DIGITS else 0)
    arguments = understood(asked, {"it": given, "confirmed": True}, SERVICES)

    assert not arguments
    assert missing(asked, arguments) == asked.arguments[0]


def test_what_is_not_required_is_not_missing() -> None:
    assert missing(tool(Kind.COUNT, required=False), {}) is None
