"""What the brain has come to: tool calls, or words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.entities.tool import Value


@dataclass(frozen=True, slots=True)
class Call:
    tool: str
    arguments: Mapping[str, Value] = field(default_factory=dict[str, Value])


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Not understood, or not known.

    :ivar makes_sense: whether it is a question that somebody else may be able to answer.
    """

    makes_sense: bool


Decision = Call | Words | Nothing
