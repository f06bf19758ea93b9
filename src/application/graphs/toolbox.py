"""The tools of one specialist, over the services: what a model is shown, and how a call is carried out."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from application.graphs.arguments import missing, understood, unusable
from application.graphs.tool_messages import schema
from domain.entities.reply import AskedFor
from domain.entities.tool import Arguments, CallContext, Outcome, Services, Tool, ToolResult
from domain.errors import Refused

logger = logging.getLogger(__name__)

PATIENCE_S = 5.0
"""Services answer in well under a second; a caller waits no longer than this for one."""


_Work = Callable[[], ToolResult]


class Toolbox:
    """:raises LookupError: a tool needs a service that is not there."""

    def __init__(self, tools: Sequence[Tool], services: Services, patience_s: float = PATIENCE_S) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._services = services
        self._patience_s = patience_s
        self.schemas = tuple(schema(tool, services) for tool in tools)

    def find(self, name: str) -> Tool | None:
        return self._tools.get(name)

    def asking_for(self, tool: str, argument: str) -> AskedFor | None:
        """What a caller is asked for by the question for an argument; None when there is none of that name."""
        found = self._tools.get(tool)
        arguments = found.arguments if found else ()
        return next((AskedFor(each.kind, each.digits) for each in arguments if each.name == argument), None)

    def arguments(self, tool: Tool, given: Mapping[str, Any]) -> Arguments:
        """What of a model's arguments the tool can work with."""
        return understood(tool, given, self._services)

    async def propose(self, tool: Tool, call: CallContext, given: Mapping[str, Any]) -> ToolResult:
        """What a model's call comes to: an effect is not done, but read back for the caller to confirm."""
        arguments = self.arguments(tool, given)
        lacking = unusable(tool, given, arguments) or missing(tool, arguments)
        if lacking is not None:
            return ToolResult(lacking.question, Outcome.NEEDS, missing=lacking.name)
        if tool.read_back is None:
            return await self.carry_out(tool, call, arguments)
        read_back = tool.read_back
        return await self._guarded(
            tool,
            lambda: ToolResult(read_back(self._services, call, arguments), Outcome.TO_CONFIRM, topic=tool.about),
        )

    async def carry_out(self, tool: Tool, call: CallContext, arguments: Arguments) -> ToolResult:
        """Does it, whether it has an effect or not. Never raises but when it is cancelled."""
        result = await self._guarded(tool, lambda: tool.run(self._services, call, arguments))
        return result if result.topic else replace(result, topic=tool.about)

    async def _guarded(self, tool: Tool, work: _Work) -> ToolResult:
        try:
            async with asyncio.timeout(self._patience_s):
                return await asyncio.to_thread(work)
        except Refused as refused:
            return ToolResult(refused.say, Outcome.REFUSED)
        except TimeoutError:
            logger.error("the tool %s gave no answer for %g s", tool.name, self._patience_s)  # noqa: TRY400
            return ToolResult(_unsure(tool), Outcome.FAILED)
        except Exception as error:  # noqa: BLE001  (a tool's fault must not end the turn; it may hold callers' words)
            logger.error("the tool %s broke: %s", tool.name, type(error).__name__)  # noqa: TRY400
            return ToolResult(_unsure(tool), Outcome.FAILED)


def _unsure(tool: Tool) -> str:
    if tool.has_effect:
        return "I am not sure that this went through. Shall I try it again?"
    return "I cannot look that up right now, I'm afraid."
