"""Short answers of callers that hold a number, a day or a time."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from string import Formatter


def sayings() -> Iterator[list[str]]:
    said = tomllib.loads(resources.files(__package__ or "").joinpath("sayings.toml").read_text(encoding="utf-8"))
    for phrase in said["phrases"]:
        yield from filled(phrase, said["slots"])


def filled(phrase: str, slots: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The phrase with each value of its longest slot once; the shorter slots begin again at their ends."""
    names = [name for _, name, _, _ in Formatter().parse(phrase) if name]
    for at in range(max(len(slots[name]) for name in names)):
        yield phrase.format_map({name: slots[name][at % len(slots[name])] for name in names}).split()
