"""Tools as a chat model sees them: a schema to choose by, and a message with what became of a call."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import ToolMessage

from domain.entities.tool import Argument, Kind, Outcome, Services, Tool, ToolCall, ToolResult, Value

_EXAMPLES = "Callers say: "
_EXAMPLES_TOLD = 4
"""They show what is meant. A model that understands needs no more, and pays for each one in every turn."""


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a model reads of a result; see `ToolResult` for the meaning of the parts."""

    outcome: Outcome
    say: str
    missing: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict[str, Value])
    offer: ToolCall | None = None
    undo: ToolCall | None = None


def schema(tool: Tool, services: Services) -> dict[str, Any]:
    """The tool as a function in OpenAI's format, which every chat model of LangChain takes.

    A few examples stand in the description, each between curly quotation marks: any kind of model can use them.
    Nothing is marked as required: a tool that misses an argument answers with the question for it.
    """
    said = " ".join(f"“{example}”" for example in tool.examples[:_EXAMPLES_TOLD])
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": f"{tool.description} {_EXAMPLES}{said}" if said else tool.description,
            "parameters": {
                "type": "object",
                "properties": {argument.name: _property(argument, services) for argument in tool.arguments},
            },
        },
    }


def write(result: ToolResult, call_id: str, name: str) -> ToolMessage:
    """The message that answers a tool call."""
    content = {
        "outcome": result.outcome.value,
        "say": result.say,
        "missing": result.missing,
        "facts": dict(result.facts),
        "offer": _call(result.offer),
        "undo": _call(result.undo),
    }
    kept = {key: value for key, value in content.items() if value}
    return ToolMessage(json.dumps(kept, ensure_ascii=False), tool_call_id=call_id, name=name)


def read(message: ToolMessage) -> ToolAnswer:
    """A message made by `write`; anything else is taken for a text to say."""
    try:
        content = json.loads(message.text)
        return ToolAnswer(
            outcome=Outcome(content["outcome"]),
            say=content.get("say", ""),
            missing=content.get("missing", ""),
            facts=content.get("facts", {}),
            offer=_tool_call(content.get("offer")),
            undo=_tool_call(content.get("undo")),
        )
    except (ValueError, KeyError, TypeError):
        return ToolAnswer(Outcome.DONE, message.text)


def _property(argument: Argument, services: Services) -> dict[str, Any]:
    described = {"description": argument.description}
    match argument.kind:
        case Kind.COUNT:
            return {**described, "type": "integer", "minimum": 1}
        case Kind.YES_NO:
            return {**described, "type": "boolean"}
        case Kind.CHOICE:
            return _choice(argument, services)
        case Kind.DIGITS:
            length = f"{{{argument.digits}}}" if argument.digits else "+"
            return {**described, "type": "string", "pattern": f"^[0-9]{length}$"}
        case Kind.EMAIL:
            return {**described, "type": "string", "format": "email"}
        case Kind.TEXT:
            return {**described, "type": "string"}


def _choice(argument: Argument, services: Services) -> dict[str, Any]:
    choices: Mapping[str, tuple[str, ...]] = argument.choices(services) if argument.choices is not None else {}
    ways = "; ".join(f"{name}: {' '.join(f'“{way}”' for way in said)}" for name, said in choices.items() if said)
    description = f"{argument.description} ({ways})" if ways else argument.description
    return {"description": description, "type": "string", "enum": list(choices)}


def _call(call: ToolCall | None) -> dict[str, Any] | None:
    return None if call is None else {"tool": call.tool, "arguments": dict(call.arguments)}


def _tool_call(content: dict[str, Any] | None) -> ToolCall | None:
    return None if content is None else ToolCall(content["tool"], content["arguments"])
