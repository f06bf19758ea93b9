"""The messages that a model is given, read as what was said and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from application.graphs.briefing import Briefing
from application.graphs.briefing import read as read_briefing
from application.graphs.tool_messages import ToolAnswer
from application.graphs.tool_messages import read as read_answer
from domain.entities.tool import Value


@dataclass(frozen=True, slots=True)
class Used:
    """A tool call of this conversation, and what came of it.

    :ivar turns_ago: how many times the caller has spoken since; 1 for a call of the turn before this one.
    :ivar words: what the caller had said.
    """

    tool: str
    arguments: Mapping[str, Value]
    answer: ToolAnswer
    turns_ago: int
    words: str


@dataclass(frozen=True)
class Conversation:
    """:ivar words: what the caller has just said.
    :ivar used: tool calls of earlier turns, the latest last.
    :ivar said_since: what the caller has said before, the latest last.
    :ivar heard: the answers of earlier turns, the latest last.
    :ivar results: what the calls of this turn came to, with the tools' names.
    """

    briefing: Briefing
    words: str
    used: tuple[Used, ...] = ()
    said: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    results: tuple[tuple[str, ToolAnswer], ...] = field(default=())

    @property
    def question(self) -> str:
        """What the caller means, standing alone."""
        return self.briefing.question or self.words


def read(messages: Sequence[BaseMessage]) -> Conversation:
    briefing = read_briefing("\n".join(message.text for message in messages if isinstance(message, SystemMessage)))
    asked = [place for place, message in enumerate(messages) if isinstance(message, HumanMessage)]
    last = asked[-1] if asked else len(messages)
    before = messages[:last]
    return Conversation(
        briefing=briefing,
        words=messages[last].text if asked else "",
        used=tuple(_used(before)),
        said=tuple(message.text for message in before if isinstance(message, HumanMessage)),
        heard=tuple(message.text for message in before if isinstance(message, AIMessage) and message.text),
        results=tuple(_results(messages[last:])),
    )


def _used(before: Sequence[BaseMessage]) -> list[Used]:
    answers = {message.tool_call_id: message for message in before if isinstance(message, ToolMessage)}
    turns = sum(isinstance(message, HumanMessage) for message in before)
    found, turn, words = list[Used](), 0, ""
    for message in before:
        if isinstance(message, HumanMessage):
            turn, words = turn + 1, message.text
        if not isinstance(message, AIMessage):
            continue
        for call in message.tool_calls:
            answer = answers.get(call["id"] or "")
            if answer is not None:
                ago = turns - turn + 1
                found.append(Used(call["name"], call["args"], read_answer(answer), ago, words))
    return found


def _results(since: Sequence[BaseMessage]) -> list[tuple[str, ToolAnswer]]:
    """Of the latest calls alone: what was answered before them has been said."""
    names = {
        call["id"]: call["name"]
        for message in since
        if isinstance(message, AIMessage)
        for call in message.tool_calls
    }
    return [
        (names.get(message.tool_call_id, message.name or ""), read_answer(message))
        for message in since
        if isinstance(message, ToolMessage)
    ]
