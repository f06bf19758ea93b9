"""What becomes of a conversation that is too long to be read whole: its older part is told in a few sentences."""

from collections.abc import Sequence

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, SystemMessage, ToolMessage
from langgraph.constants import TAG_NOSTREAM

from application.graphs.briefing import summary_request
from application.graphs.history import LONGEST_HISTORY
from application.graphs.state import CallState
from application.graphs.tool_messages import read
from application.graphs.usage import tell, used_for
from domain.entities.specialist import SUPERVISOR

_KEPT = LONGEST_HISTORY // 2
"""Messages that stay as they are: the last ten turns or so."""


def too_old(state: CallState) -> list[AnyMessage]:
    """The messages to put into the summary; none while the conversation is short."""
    messages = state.get("messages", [])
    if len(messages) <= LONGEST_HISTORY:
        return []
    cut = len(messages) - _KEPT
    while cut < len(messages) and not isinstance(messages[cut], HumanMessage):
        cut += 1
    return messages[:cut]


async def summarise(model: BaseChatModel, before: str, messages: Sequence[AnyMessage]) -> str:
    """The summary of a conversation's older part.

    :param before: the summary of what came even earlier.
    """
    lines = [f"earlier: {before}"] if before else []
    lines += [line for message in messages if (line := _line(message))]
    asked = [SystemMessage(summary_request("\n".join(lines))), HumanMessage("Summarise the conversation.")]
    answer = await model.with_config(tags=[TAG_NOSTREAM]).ainvoke(asked)
    tell(SUPERVISOR, used_for(asked, answer))
    return answer.text.strip()


def replaced(messages: Sequence[AnyMessage], summary: str) -> CallState:
    """The change that puts the summary in place of the messages."""
    return CallState(summary=summary, messages=[RemoveMessage(id=message.id or "") for message in messages])  # pyright: ignore[reportArgumentType]


def _line(message: AnyMessage) -> str:
    if isinstance(message, HumanMessage):
        return f"caller: {message.text}"
    if isinstance(message, ToolMessage):
        return f"{message.name}: {read(message).say}"
    return f"agent: {message.text}" if isinstance(message, AIMessage) and message.text else ""
