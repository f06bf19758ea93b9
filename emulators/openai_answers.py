"""What an emulated chat model says, as OpenAI writes it: whole, or in the chunks of a stream."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

_TOKEN = re.compile(r"\s*\S+\s*$|\s*\S+")
_ARGUMENTS_PIECE = 7
_CREATED = 1_767_225_600


@dataclass(frozen=True)
class Call:
    """A tool that the model wants to call."""

    name: str
    arguments: Mapping[str, Any]
    id: str = field(default_factory=lambda: f"call_{uuid4().hex[:24]}")


@dataclass(frozen=True)
class Tokens:
    """As billed: `cached` is a part of `prompt`."""

    prompt: int
    completion: int
    cached: int = 0


@dataclass(frozen=True)
class ChatAnswer:
    """:ivar tokens: None has the emulator count them."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    tokens: Tokens | None = None

    @property
    def finish_reason(self) -> str:
        return "tool_calls" if self.calls else "stop"


def completion(model: str, answer: ChatAnswer, tokens: Tokens) -> dict[str, Any]:
    """`openai.types.chat.ChatCompletion`."""
    calls = [_whole_call(call) for call in answer.calls]
    message = {
        "role": "assistant",
        "content": answer.text or None,
        "refusal": None,
        "annotations": [],
        **({"tool_calls": calls} if calls else {}),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": answer.finish_reason}
    return {**_head("chat.completion", model, _id()), "choices": [choice], "usage": usage(tokens)}


def tokens_of(text: str) -> list[str]:
    """Words with the blanks before them: what a stream gives at a time."""
    return _TOKEN.findall(text)


def deltas(answer: ChatAnswer) -> Iterator[dict[str, Any]]:
    """What a stream adds, piece by piece: a token of text, or some of a call's arguments."""
    for token in tokens_of(answer.text):
        yield {"content": token}
    for index, call in enumerate(answer.calls):
        begun = {"index": index, "id": call.id, "type": "function"}
        yield {"tool_calls": [{**begun, "function": {"name": call.name, "arguments": ""}}]}
        arguments = json.dumps(dict(call.arguments))
        for start in range(0, len(arguments), _ARGUMENTS_PIECE):
            piece = arguments[start : start + _ARGUMENTS_PIECE]
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}


class Frames:
    """The chunks of one stream (`openai.types.chat.ChatCompletionChunk`), as server-sent events.

    :param with_usage: as `stream_options.include_usage` asks.
    """

    def __init__(self, model: str, *, with_usage: bool) -> None:
        self._head = {**_head("chat.completion.chunk", model, _id()), "service_tier": "default"}
        self._with_usage = with_usage

    def begin(self) -> bytes:
        return self.delta({"role": "assistant", "content": "", "refusal": None})

    def delta(self, delta: Mapping[str, Any], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return self._event([choice], None)

    def end(self, finish_reason: str, tokens: Tokens) -> Iterator[bytes]:
        yield self.delta({}, finish_reason)
        if self._with_usage:
            yield self._event([], usage(tokens))
        yield b"data: [DONE]\n\n"

    def _event(self, choices: list[dict[str, Any]], used: dict[str, Any] | None) -> bytes:
        chunk = {**self._head, "choices": choices, **({"usage": used} if self._with_usage else {})}
        return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def usage(tokens: Tokens) -> dict[str, Any]:
    """`openai.types.CompletionUsage`."""
    return {
        "prompt_tokens": tokens.prompt,
        "completion_tokens": tokens.completion,
        "total_tokens": tokens.prompt + tokens.completion,
        "prompt_tokens_details": {"cached_tokens": tokens.cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }


def _whole_call(call: Call) -> dict[str, Any]:
    function = {"name": call.name, "arguments": json.dumps(dict(call.arguments))}
    return {"id": call.id, "type": "function", "function": function}


def _head(kind: str, model: str, answer_id: str) -> dict[str, Any]:
    return {
        "id": answer_id,
        "object": kind,
        "created": _CREATED,
        "model": model,
        "system_fingerprint": "fp_parley",
    }


def _id() -> str:
    return f"chatcmpl-{uuid4().hex[:24]}"
