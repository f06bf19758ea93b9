"""Mistakes that a type checker would see in a specialist's file, and that would break the whole team."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, cast

from domain.entities.prompt import Prompt
from domain.entities.specialist import Pace, Specialist
from domain.entities.tool import Tool


def mistake_in(specialist: Specialist) -> tuple[str, str] | None:
    """The field that holds something else than it should, and what it should hold; None when all is well."""
    return next(_mistakes(specialist), None)


def _mistakes(specialist: Specialist) -> Iterator[tuple[str, str]]:
    # Whoever wrote the file may have run no type checker: what the types promise is not known yet.
    given: Any = specialist
    if not (isinstance(given.name, str) and given.name.isidentifier()):
        yield "name", f"the name {given.name!r} is no identifier, such as tech_support"
    if not isinstance(given.description, str):
        yield "description", "the description must be a text"
    for field in ("keywords", "knowledge"):
        if not _is_sequence_of(str, getattr(given, field)):
            yield field, f'{field} must be a tuple of texts; one alone needs a comma: ("this",)'
    if not isinstance(given.prompt, Prompt):
        yield "prompt", "the prompt must be a Prompt: prompt_beside(__file__), or Prompt(text, version)"
    yield from _mistakes_in_tools(given.tools)
    if not (given.voice is None or isinstance(given.voice, str)):
        yield "voice", "the voice must be the name of one, or None"
    if not isinstance(given.pace, Pace):
        yield "pace", f"the pace must be one of {', '.join(f'Pace.{pace.name}' for pace in Pace)}"


def _mistakes_in_tools(given: Any) -> Iterator[tuple[str, str]]:
    if not _is_sequence_of(Tool, given):
        yield "tools", "tools must be a tuple of functions with @tool above them; one alone needs a comma: (this,)"
        return
    for name, times in Counter(tool.name for tool in given).items():
        if times > 1:
            yield "tools", f"there are {times} tools by the name {name!r}"


def _is_sequence_of(kind: type, given: Any) -> bool:
    return isinstance(given, (tuple, list)) and all(
        isinstance(item, kind) for item in cast("Sequence[Any]", given)
    )
