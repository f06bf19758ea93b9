"""What callers are likely to say to the specialists, for whoever listens."""

from collections.abc import Iterable, Iterator

from domain.entities.specialist import Specialist
from domain.entities.tool import Services, Tool


def expected_words(specialists: Iterable[Specialist], services: Services) -> tuple[str, ...]:
    """Sentences and names: what callers say who want a tool, and what they answer where it gives a choice."""
    return tuple(said for each in specialists for tool in each.tools for said in _said_for(tool, services))


def _said_for(tool: Tool, services: Services) -> Iterator[str]:
    yield from tool.examples
    if not all(services.has(kind) for kind in tool.needs):
        return
    for argument in tool.arguments:
        if argument.choices is not None:
            for name, ways in argument.choices(services).items():
                yield name.replace("_", " ")
                yield from ways
