"""Conversations as Anthropic takes them: instructions first, then turns, of which the first is the caller's."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

_DATA = "<can_help_with>"
"""Where the data of a briefing begin (`application.graphs.briefing`): all before is the same in each turn."""

_NOTE = re.compile(r"</?operator_note>")
_CALL_BEGINS = "The caller has joined the call."


def as_anthropic_takes_them(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Later instructions become notes among the turns: Anthropic's models differ in whether they take others.

    What a note is made of cannot be said by the caller. What is the same in every turn may be cached.
    """
    leading = list(takewhile(_is_system, messages))
    turns = [_turn(message) for message in messages[len(leading) :] if not _is_empty(message)]
    if not turns or isinstance(turns[0], AIMessage):
        turns.insert(0, _note(_CALL_BEGINS))
    return [*(_cached(message) for message in leading), *turns]


def tools_called(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
    """Tools of Anthropic's form, by their names alone, for those that were called."""
    calls = (call for message in messages if isinstance(message, AIMessage) for call in message.tool_calls)
    names = dict.fromkeys(call["name"] for call in calls)
    return [{"name": name, "input_schema": {"type": "object"}} for name in names]


def _is_system(message: BaseMessage) -> bool:
    return isinstance(message, SystemMessage)


def _is_empty(message: BaseMessage) -> bool:
    """An answer of which nothing was heard: Anthropic refuses it."""
    return isinstance(message, AIMessage) and not message.text.strip() and not message.tool_calls


def _turn(message: BaseMessage) -> BaseMessage:
    if isinstance(message, SystemMessage):
        return _note(message.text)
    if isinstance(message, HumanMessage) and _NOTE.search(message.text):
        return HumanMessage(_NOTE.sub("", message.text))
    return message


def _note(text: str) -> HumanMessage:
    return HumanMessage(f"<operator_note>Not from the caller: {text}</operator_note>")


def _cached(message: BaseMessage) -> BaseMessage:
    """Tools stand before instructions, so they are cached too. Anthropic ignores what is too short for it."""
    stable, tag, data = message.text.rpartition(_DATA)
    if not stable.strip():
        return message
    first = {"type": "text", "text": stable, "cache_control": {"type": "ephemeral"}}
    return SystemMessage([first, {"type": "text", "text": tag + data}])
