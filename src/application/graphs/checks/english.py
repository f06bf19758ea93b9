"""The words that the checks know, from `english.toml` beside this file."""

import tomllib
from pathlib import Path

_DATA: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def listed(name: str) -> list[str]:
    """The words of a list, in its order."""
    return _DATA[name].split()
