"""Requests of Anthropic's form: what is wrong with them, and what they are in OpenAI's form."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Blocks = list[dict[str, Any]]


def complaint(asked: Mapping[str, Any]) -> str | None:
    """Why Anthropic refuses a request; None when it does not."""
    for name in ("model", "max_tokens", "messages"):
        if not asked.get(name):
            return f"{name}: Field required"
    messages: Sequence[dict[str, Any]] = asked["messages"]
    if messages[0]["role"] != "user":
        return 'messages: first message must use the "user" role'
    if any(message["role"] not in ("user", "assistant") for message in messages):
        return 'messages: Unexpected role "system"'
    contents = [blocks(message["content"]) for message in messages]
    if any(block["type"] == "text" and not block["text"].strip() for content in contents for block in content):
        return "messages: text content blocks must contain non-whitespace text"
    for content, following in zip(contents, [*contents[1:], []], strict=True):
        called = {block["id"] for block in content if block["type"] == "tool_use"}
        answered = {block["tool_use_id"] for block in following if block["type"] == "tool_result"}
        if called != answered:
            return "messages: `tool_use` ids were found without `tool_result` blocks immediately after"
        if called and not asked.get("tools"):
            return "Requests which include `tool_use` or `tool_result` blocks must define tools"
    return None


def blocks(content: str | Blocks | None) -> Blocks:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content or []


def cached_part(asked: Mapping[str, Any]) -> str:
    """Up to the last instruction that is marked; empty when none is."""
    system = blocks(asked.get("system"))
    marked = [at for at, block in enumerate(system) if "cache_control" in block]
    return json.dumps([asked.get("tools"), system[: marked[-1] + 1]]) if marked else ""


def as_openai(asked: Mapping[str, Any]) -> dict[str, Any]:
    """For `model_behind.Behind`."""
    system = [block["text"] for block in blocks(asked.get("system"))]
    messages = [{"role": "system", "content": "".join(system)}] if system else []
    for message in asked["messages"]:
        messages += _messages(message["role"], blocks(message["content"]))
    request = {"model": asked["model"], "messages": messages}
    if asked.get("tools"):
        request |= {"tools": [_tool(tool) for tool in asked["tools"]], "tool_choice": _choice(asked)}
    return request


def _messages(role: str, content: Blocks) -> Iterator[dict[str, Any]]:
    for block in content:
        if block["type"] == "tool_result":
            result = "".join(part["text"] for part in blocks(block["content"]))
            yield {"role": "tool", "tool_call_id": block["tool_use_id"], "content": result}
    text = "\n".join(block["text"] for block in content if block["type"] == "text")
    calls = [_call(block) for block in content if block["type"] == "tool_use"]
    if text or calls:
        yield {"role": role, "content": text, **({"tool_calls": calls} if calls else {})}


def _call(block: Mapping[str, Any]) -> dict[str, Any]:
    function = {"name": block["name"], "arguments": json.dumps(block["input"])}
    return {"id": block["id"], "type": "function", "function": function}


def _tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    described = {"name": tool["name"], "description": tool.get("description", "")}
    return {"type": "function", "function": {**described, "parameters": tool["input_schema"]}}


def _choice(asked: Mapping[str, Any]) -> str | None:
    choice: dict[str, Any] = asked.get("tool_choice") or {"type": "auto"}
    return choice["name"] if choice["type"] == "tool" else choice["type"]
