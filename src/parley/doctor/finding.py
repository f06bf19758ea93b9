"""What a check found."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How a thing stands."""

    GOOD = "good"
    LACKING = "lacking"
    """Parley works without it, and less well."""
    MISSING = "missing"
    """Parley does not work without it."""


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    :param subject: what was looked at.
    :param detail: what is there, or what is wrong.
    :param remedy: the line to type, when something is wrong.
    """

    subject: str
    state: State
    detail: str
    remedy: str = ""
