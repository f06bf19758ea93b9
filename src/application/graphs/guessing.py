"""Keeps callers from trying one number after the other until one is somebody's."""

from collections.abc import Sequence

from application.graphs.outcomes import Done
from application.graphs.state import CallState
from application.graphs.toolbox import Toolbox
from domain.entities.tool import Kind, Outcome, Tool

NOT_FOUND = "numbers_not_found"
"""The note of how often a number that was given belonged to nobody."""


MOST_NOT_FOUND = 5
"""Numbers that are not found in one call: who has more of them is guessing."""


def is_guessing(state: CallState, tool: Tool) -> bool:
    """Whether no more numbers are looked up by this tool in this call."""
    return _looks_up_a_number(tool) and _count(state) >= MOST_NOT_FOUND


def not_found(state: CallState, toolbox: Toolbox, done: Sequence[Done]) -> int:
    """The note's new value."""
    return _count(state) + sum(_is_refused_look_up(toolbox.find(each.call.tool), each) for each in done)


def _is_refused_look_up(tool: Tool | None, done: Done) -> bool:
    return tool is not None and _looks_up_a_number(tool) and done.result.outcome is Outcome.REFUSED


def _looks_up_a_number(tool: Tool) -> bool:
    return any(argument.kind is Kind.DIGITS for argument in tool.arguments)


def _count(state: CallState) -> int:
    return int(state.get("notes", {}).get(NOT_FOUND, 0))
