"""Which specialists of a folder can work, with the pages and the services that are there."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from agents.discovery import discover
from domain.entities.specialist import Specialist
from domain.entities.tool import Services


@dataclass(frozen=True, slots=True)
class Staff:
    """:ivar specialists: those that can work, with the tools that they can use.
    :ivar left_out: why others cannot; with file and line where a file is broken.
    :ivar lacking: what those that work must do without.
    """

    specialists: tuple[Specialist, ...]
    left_out: tuple[str, ...]
    lacking: tuple[str, ...]


def find_staff(folder: Path, pages: Collection[str], services: Services) -> Staff:
    """:param pages: the folders of the knowledge folder that hold pages."""
    discovered = discover(folder)
    left_out = [str(broken) for broken in discovered.broken]
    usable, lacking = list[Specialist](), list[str]()
    for specialist in discovered.specialists:
        unknown = [name for name in specialist.knowledge if name not in pages]
        if unknown:
            left_out.append(f"{specialist.name}: the knowledge folder has no pages in {', '.join(unknown)}")
        else:
            usable.append(_with_usable_tools(specialist, services))
            lacking += _lacking(specialist, services)
    return Staff(tuple(usable), tuple(left_out), tuple(lacking))


def _with_usable_tools(specialist: Specialist, services: Services) -> Specialist:
    """The specialist without the tools whose services are not there: it answers what it can."""
    usable = tuple(tool for tool in specialist.tools if all(services.has(kind) for kind in tool.needs))
    return replace(specialist, tools=usable)


def _lacking(specialist: Specialist, services: Services) -> list[str]:
    missing = {
        tool.name: [kind.__name__ for kind in tool.needs if not services.has(kind)] for tool in specialist.tools
    }
    return [
        f"{specialist.name} works without the tool {tool}: there is no {', '.join(kinds)}"
        for tool, kinds in missing.items()
        if kinds
    ]
