"""An earlier call, and what is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.entities.tool import Value
from infrastructure.adapters.retrieval.deciding.conversation import Used
from infrastructure.adapters.retrieval.deciding.decision import Call
from infrastructure.adapters.retrieval.deciding.merging import merged
from infrastructure.adapters.retrieval.deciding.ranking import Fit
from infrastructure.adapters.retrieval.deciding.toolset import BoundTool

OTHER_FITS = 1.0
"""What fits so well is a question of its own, though its words would fill an open form too."""


@dataclass(frozen=True)
class Before:
    """An earlier call with the tool that it used."""

    used: Used
    tool: BoundTool

    def again(self, given: Mapping[str, Value]) -> Call:
        return Call(self.tool.name, merged(self.tool, self.used.arguments, given))


def best_of_others(tool: BoundTool, fit: Fit) -> float:
    """How well the words fit anything but this tool."""
    others = [each.score for each in fit.tools if each.tool.name != tool.name]
    return max([*others, fit.aside])
