"""A first draft of a specialist: four files that work as they are."""

import os
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from string import Template

from agents.discovery import discover, taken_names
from domain.errors import ConfigurationInvalid
from parley.specialist.places import Places

_NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")
_NOT_ITS_OWN = frozenset({"company", "business", "tests"})
"""Folders that mean something else, in the knowledge folder or beside the specialists."""

_DESCRIPTION = re.compile(r"[^\"\\{}$<>\n]{3,60}")

_MOST_KEYWORDS = 6
_SAYS_LITTLE = frozenset(
    {"about", "from", "into", "that", "their", "them", "this", "what", "when", "with", "your"}
)

_DRAFTS = files("parley.specialist").joinpath("drafts")


def write_draft(name: str, description: str, places: Places) -> tuple[Path, Path, Path, Path]:
    """Write the specialist, its prompt, its first page and its test; either all of them, or none.

    :param name: an identifier in small letters, such as `gardening`.
    :param description: what callers can ask of it, as the end of "I can help with ..."; empty takes the name.
    :raises ConfigurationInvalid: the name or the description cannot be taken, or a file is there already.
    """
    _check_name(name, places.specialists)
    described = description.strip() or f"questions about {_spoken(name)}"
    if not _DESCRIPTION.fullmatch(described):
        raise ConfigurationInvalid(
            'the description is said to callers ("I can help with ..."): 3 to 60 characters in one line, without '
            "quotation marks, brackets or signs of code"
        )
    written = (
        places.specialists / f"{name}.py",
        places.specialists / f"{name}.md",
        places.knowledge / name / f"{name}.md",
        places.tests / f"test_{name}.py",
    )
    for file in written:
        if file.exists():
            raise ConfigurationInvalid(f"{file} is there already, and is left as it is: choose another name")
    values = _values(name, described, places)
    for file, draft in zip(written, ("specialist", "prompt", "page", "test"), strict=True):
        _write(file, Template(_DRAFTS.joinpath(f"{draft}.txt").read_text(encoding="utf-8")).substitute(values))
    return written


def _check_name(name: str, folder: Path) -> None:
    if not _NAME.fullmatch(name):
        raise ConfigurationInvalid(
            f"{name!r} cannot be a specialist's name: 2 to 30 small letters, digits and underscores, "
            "a letter first, such as gardening or tech_support"
        )
    taken = {specialist.name for specialist in discover(folder).specialists}
    if name in taken | taken_names() | _NOT_ITS_OWN:
        raise ConfigurationInvalid(f"the name {name!r} is taken: choose another one")


def _values(name: str, description: str, places: Places) -> Mapping[str, str]:
    spoken = _spoken(name)
    shares = any((places.knowledge / "company").glob("**/*.md"))
    return {
        "name": name,
        "spoken": spoken,
        "title": spoken.capitalize(),
        "description": description,
        "description_literal": f'"{description}"',
        "we_help_literal": f'"We help with {description}."',
        "keywords": _one_a_line(_keywords(spoken, description)),
        "knowledge_folders": f'("{name}", "company")' if shares else f'("{name}",)',
        "specialists_from_test": _path_from(places.tests, places.specialists),
        "knowledge_from_test": _path_from(places.tests, places.knowledge),
    }


def _spoken(name: str) -> str:
    return name.strip("_").replace("_", " ")


def _keywords(spoken: str, description: str) -> tuple[str, ...]:
    """The name, and the telling words of the description, each without the end of a plural."""
    words = re.findall(r"[a-z]{4,}", description.lower())
    telling = (word.removesuffix("s") for word in words if word not in _SAYS_LITTLE and word not in spoken)
    return tuple(dict.fromkeys((spoken, *telling)))[:_MOST_KEYWORDS]


def _one_a_line(items: Sequence[str]) -> str:
    """As the formatter leaves it, which joins a tuple of one."""
    if len(items) == 1:
        return f'("{items[0]}",)'
    lines = "".join(f'        "{item}",\n' for item in items)
    return f"(\n{lines}    )"


def _path_from(start: Path, target: Path) -> str:
    return Path(os.path.relpath(target.resolve(), start.resolve())).as_posix()


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("x", encoding="utf-8") as new:
        new.write(text)
