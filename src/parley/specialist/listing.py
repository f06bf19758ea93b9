"""What is said of the specialists that are there, and of those that cannot work."""

from collections.abc import Iterator

from domain.entities.specialist import Pace, Specialist
from domain.entities.tool import Tool
from infrastructure.specialists import Staff


def lines(staff: Staff) -> Iterator[str]:
    """For a terminal; nothing in them is markup."""
    for specialist in staff.specialists:
        yield f"✓ {specialist.name}: {specialist.description}"
        yield from (f"    {part:10} {said}" for part, said in _parts(specialist))
    yield from (f"! {reason}" for reason in staff.lacking)
    yield from (f"✗ {reason}" for reason in staff.left_out)


def exit_status(staff: Staff) -> int:
    """1 when one is broken, or there is none at all."""
    return int(bool(staff.left_out or staff.lacking) or not staff.specialists)


def _parts(specialist: Specialist) -> Iterator[tuple[str, str]]:
    yield "tools", ", ".join(_tool(tool) for tool in specialist.tools) or "none: it answers from its pages"
    yield "knowledge", ", ".join(specialist.knowledge)
    yield "prompt", f"version {specialist.prompt.version}"
    yield "voice", specialist.voice or "the usual one"
    if specialist.pace is not Pace.NORMAL:
        yield "pace", specialist.pace.value


def _tool(tool: Tool) -> str:
    return f"{tool.name} (after the caller's yes)" if tool.has_effect else tool.name
