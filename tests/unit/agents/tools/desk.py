"""Uses tools as the team does, over the demo company's services."""

from collections.abc import Callable
from pathlib import Path

from domain.entities.tool import CallContext, Services, Tool, ToolCall, ToolResult, Value
from infrastructure.business import open_services
from tests.fakes.clock import FakeClock

DATA = Path(__file__).parents[4] / "knowledge" / "business"


def services(clock: FakeClock | None = None) -> Services:
    return open_services(DATA, None, clock or FakeClock())


class Desk:
    """One call, in which every text is heard unless a test says otherwise.

    :ivar clock: begins on Thursday, the 1st of January 2026, at midnight.
    :ivar notes: what the tools have noted.
    """

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.services = services(self.clock)
        self.notes = dict[str, Value]()
        self.was_heard: Callable[[str], bool] = lambda _: True
        self._uses = 0

    def use(self, tool: Tool, key: str = "", /, **arguments: Value) -> ToolResult:
        """:param key: of this use; a new one when empty."""
        self._uses += 1
        result = tool.run(self.services, self._call(key or f"use {self._uses}"), arguments)
        self.notes.update(result.notes)
        return result

    def read_back(self, tool: Tool, /, **arguments: Value) -> str:
        assert tool.read_back is not None
        return tool.read_back(self.services, self._call("read back"), arguments)

    def undo(self, result: ToolResult, *tools: Tool) -> ToolResult:
        assert result.undo is not None
        return self.follow(result.undo, *tools)

    def follow(self, call: ToolCall, *tools: Tool) -> ToolResult:
        (tool,) = [each for each in tools if each.name == call.tool]
        return self.use(tool, **call.arguments)

    def _call(self, key: str) -> CallContext:
        return CallContext("c1", key, self.notes, self.was_heard)
