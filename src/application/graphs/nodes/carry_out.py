"""The node that does what the caller has said yes to."""

from collections.abc import Mapping
from uuid import uuid4

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig

from application.graphs.exchange import EXCHANGE, emit
from application.graphs.nodes.use_tools import context
from application.graphs.outcomes import Done, after
from application.graphs.state import CallState, Pending, SessionNode
from application.graphs.team_tools import REQUEST_HUMAN
from application.graphs.tool_messages import write
from application.graphs.toolbox import Toolbox
from domain.entities.reply import HumanWanted, ToolUsed, Words
from domain.entities.tool import Outcome, ToolCall, ToolResult


def carry_out(toolboxes: Mapping[str, Toolbox]) -> SessionNode:
    """The result is spoken in the service's own words: nothing may be added to what was done.

    Nothing is done twice: the pending effect keeps its key until its result is stored.
    """

    async def do(state: CallState, config: RunnableConfig) -> CallState:
        pending = state.get("pending")
        if pending is None:
            return CallState()
        result = await _do(toolboxes.get(pending["specialist"]), pending, state, config)
        emit(ToolUsed(pending["tool"], pending["arguments"], result.outcome))
        if pending["tool"] == REQUEST_HUMAN:
            emit(HumanWanted())
        said = state.get("preface", "") + result.say + " "
        emit(Words(said))
        return _done(state, pending, result, said)

    return do


async def _do(toolbox: Toolbox | None, pending: Pending, state: CallState, config: RunnableConfig) -> ToolResult:
    tool = toolbox.find(pending["tool"]) if toolbox is not None else None
    if toolbox is None or tool is None:
        return ToolResult("I cannot do that any more, I'm afraid.", Outcome.FAILED)
    await EXCHANGE.get().until_sure()
    return await toolbox.carry_out(tool, context(state, config, pending["key"]), pending["arguments"])


def _done(state: CallState, pending: Pending, result: ToolResult, said: str) -> CallState:
    call = ToolCall(pending["tool"], pending["arguments"])
    update = CallState(pending=None, said=state.get("said", "") + said, preface="")
    update.update(after(state, [Done(call, result)], pending["specialist"]))
    if result.outcome is Outcome.FAILED:
        update["pending"] = Pending(
            {**pending, "confirmed": False, "question": result.say, "turn": state.get("turn", 0)}
        )
    call_id = f"{pending['key']}-{uuid4().hex[:8]}"
    asked = AIMessage("", tool_calls=[{"name": call.tool, "args": dict(call.arguments), "id": call_id}])
    update["messages"] = [asked, write(result, call_id, call.tool)]
    return update
