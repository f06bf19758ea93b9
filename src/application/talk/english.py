"""What English-speaking callers say at the borders of turns, from `english.toml`."""

import tomllib
from importlib.resources import files
from typing import Any

ENGLISH: dict[str, dict[str, Any]] = tomllib.loads(
    files("application.talk").joinpath("english.toml").read_text(encoding="utf-8")
)


def words(section: str, name: str) -> frozenset[str]:
    return frozenset(ENGLISH[section][name].split())


def any_of(section: str, name: str) -> str:
    """A regular expression for each of the phrases."""
    return "|".join(f"(?:{phrase})" for phrase in ENGLISH[section][name])
