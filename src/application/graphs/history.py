"""The conversation as a model is shown it: valid for every vendor, short, and of one question only."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from application.graphs.state import CallState

INTERRUPTED = "interrupted"
"""In an answer's `additional_kwargs`: the caller heard no more of it than is kept."""

MARK = "— (the caller interrupted here)"
"""How a model sees that: it was going to say more."""

LONGEST_HISTORY = 40
"""Messages that a model reads of the conversation: some twenty turns, which is most calls whole."""


def view(state: CallState) -> list[AnyMessage]:
    """What was said and done, the question that is being answered last, then what was done for it."""
    messages, start = state.get("messages", []), state.get("part_from", 0)
    asked = next((at for at in reversed(range(len(messages))) if isinstance(messages[at], HumanMessage)), None)
    if asked is None:
        return valid(messages)
    parts = state.get("parts", [])
    words = HumanMessage(parts[0]["words"], id=messages[asked].id) if parts else messages[asked]
    before = valid(messages[:asked])[-LONGEST_HISTORY:]
    while before and (isinstance(before[0], ToolMessage) or getattr(before[0], "tool_calls", None)):
        before.pop(0)
    return [*before, words, *valid(messages[max(start, asked + 1) :])]


def valid(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Without tool calls that have no result, and results that have no call: an interruption leaves such."""
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    kept = [message for message in messages if not isinstance(message, AIMessage) or _is_whole(message, answered)]
    asked = {call["id"] for message in kept if isinstance(message, AIMessage) for call in message.tool_calls}
    told = [message for message in kept if not isinstance(message, ToolMessage) or message.tool_call_id in asked]
    return [_marked(message) if message.additional_kwargs.get(INTERRUPTED) else message for message in told]


def heard_answer(heard: str, said: str, message_id: str) -> AIMessage:
    """What is kept of an answer: the words that were heard, and whether that was not all.

    :param said: all of it; empty when it was interrupted before it was made.
    """
    is_whole = bool(said) and len(heard.split()) >= len(said.split())
    return AIMessage(heard, id=message_id, additional_kwargs={} if is_whole else {INTERRUPTED: True})


def tool_results(state: CallState) -> list[ToolMessage]:
    """Of the question that is being answered."""
    return [
        message
        for message in state.get("messages", [])[state.get("part_from", 0) :]
        if isinstance(message, ToolMessage)
    ]


def _marked(message: AnyMessage) -> AnyMessage:
    return AIMessage(f"{message.text.rstrip()} {MARK}", id=message.id)


def _is_whole(message: AIMessage, answered: set[str]) -> bool:
    return all(call["id"] in answered for call in message.tool_calls)
