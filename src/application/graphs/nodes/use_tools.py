"""The node that does what the model has called for."""

import asyncio
from collections.abc import Mapping

from langchain_core.messages import AIMessage
from langchain_core.messages.tool import ToolCall as ModelsCall
from langchain_core.runnables import RunnableConfig

from application.graphs.exchange import emit
from application.graphs.guessing import NOT_FOUND, is_guessing, not_found
from application.graphs.hearing import was_heard
from application.graphs.outcomes import Done, after
from application.graphs.state import CallState, SessionNode, heard_before
from application.graphs.team_tools import REQUEST_HUMAN
from application.graphs.tool_messages import write
from application.graphs.toolbox import Toolbox
from domain.entities.reply import HumanWanted, ToolUsed
from domain.entities.tool import CallContext, Outcome, ToolCall, ToolResult

_NO_MORE = "I cannot look up any more numbers in this call, I'm afraid. A colleague can: just ask for one."


def use_tools(toolboxes: Mapping[str, Toolbox]) -> SessionNode:
    """:param toolboxes: each specialist's."""

    async def use(state: CallState, config: RunnableConfig) -> CallState:
        speaker = state.get("speaker", "")
        latest = state.get("messages", [])[-1]
        calls = latest.tool_calls if isinstance(latest, AIMessage) else []
        done = await asyncio.gather(*(_use(toolboxes[speaker], call, state, config) for call in calls))
        for each in done:
            asks_for = toolboxes[speaker].asking_for(each.call.tool, each.result.missing)
            emit(ToolUsed(each.call.tool, each.call.arguments, each.result.outcome, asks_for))
            if each.call.tool == REQUEST_HUMAN:
                emit(HumanWanted())
        update = after(state, done, speaker)
        update["notes"] = {**update.get("notes", {}), NOT_FOUND: not_found(state, toolboxes[speaker], done)}
        update["messages"] = [
            write(each.result, str(call["id"]), call["name"]) for call, each in zip(calls, done, strict=True)
        ]
        return update

    return use


def context(state: CallState, config: RunnableConfig, key: str) -> CallContext:
    heard = heard_before(state)
    return CallContext(
        session_id=config.get("configurable", {}).get("thread_id", ""),
        key=key,
        notes=state.get("notes", {}),
        was_heard=lambda text: was_heard(text, heard),
    )


async def _use(toolbox: Toolbox, call: ModelsCall, state: CallState, config: RunnableConfig) -> Done:
    tool = toolbox.find(call["name"])
    if tool is None:
        return Done(ToolCall(call["name"], {}), ToolResult("There is no such tool.", Outcome.FAILED))
    arguments = toolbox.arguments(tool, call["args"])
    if is_guessing(state, tool):
        return Done(ToolCall(tool.name, arguments), ToolResult(_NO_MORE, Outcome.REFUSED))
    result = await toolbox.propose(tool, context(state, config, str(call["id"])), call["args"])
    return Done(ToolCall(tool.name, arguments), result)
