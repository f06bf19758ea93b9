"""What an emulated Claude says, as Anthropic writes it: whole, or in the events of a stream; and its errors."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from emulators.openai_answers import ChatAnswer, Tokens, tokens_of
from emulators.script import Act, Fault

_ARGUMENTS_PIECE = 7
BEGINNING = 2
"""Events before the first that says something: of the message, and of its first block."""


def message(model: str, answer: ChatAnswer, used: Mapping[str, int]) -> dict[str, Any]:
    """`anthropic.types.Message`."""
    text = [{"type": "text", "text": answer.text, "citations": None}] if answer.text else []
    calls = [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in answer.calls
    ]
    return {**_head(model, used), "content": [*text, *calls], "stop_reason": _stop_reason(answer)}


def events(model: str, answer: ChatAnswer, used: Mapping[str, int]) -> Iterator[bytes]:
    """`anthropic.types.RawMessageStreamEvent`, as server-sent events."""
    begun: dict[str, Any] = {**_head(model, {**used, "output_tokens": 1}), "content": [], "stop_reason": None}
    yield _event({"type": "message_start", "message": begun})
    if answer.text:
        deltas = ({"type": "text_delta", "text": token} for token in tokens_of(answer.text))
        yield from _block(0, {"type": "text", "text": ""}, deltas)
    for index, call in enumerate(answer.calls, 1 if answer.text else 0):
        written = json.dumps(dict(call.arguments))
        pieces = ["", *(written[at : at + _ARGUMENTS_PIECE] for at in range(0, len(written), _ARGUMENTS_PIECE))]
        deltas = ({"type": "input_json_delta", "partial_json": piece} for piece in pieces)
        block: dict[str, Any] = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
        yield from _block(index, block, deltas)
    ended = {"stop_reason": _stop_reason(answer), "stop_sequence": None}
    yield _event({"type": "message_delta", "delta": ended, "usage": dict(used)})
    yield _event({"type": "message_stop"})


def usage(tokens: Tokens, cached_anew: int) -> dict[str, int]:
    """`anthropic.types.Usage`: unlike OpenAI's, `input_tokens` have nothing to do with the cache."""
    return {
        "input_tokens": tokens.prompt - tokens.cached - cached_anew,
        "cache_creation_input_tokens": cached_anew,
        "cache_read_input_tokens": tokens.cached,
        "output_tokens": tokens.completion,
    }


def overloaded_event() -> bytes:
    """In the middle of a stream, whose status was 200."""
    return _event(_error_body("overloaded_error", "Overloaded"))


def refusal(act: Act) -> Response | None:
    """How an act is refused; None when it is not."""
    match act.fault:
        case Fault.UNAUTHORISED:
            return unauthorised()
        case Fault.RATE_LIMITED:
            limited = error(429, "rate_limit_error", "This request would exceed your rate limit.")
            if act.retry_after_s is not None:
                limited.headers["retry-after"] = f"{act.retry_after_s:g}"
            return limited
        case Fault.SERVER_ERROR:
            return error(529, "overloaded_error", "Overloaded")
        case _:
            return None


def unauthorised() -> Response:
    return error(401, "authentication_error", "invalid x-api-key")


def error(status: int, kind: str, said: str) -> Response:
    """`anthropic.types.ErrorResponse`."""
    return JSONResponse(_error_body(kind, said), status, {"request-id": "req_emulated"})


def _error_body(kind: str, said: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": said}, "request_id": "req_emulated"}


def _block(index: int, block: Mapping[str, Any], deltas: Iterator[dict[str, str]]) -> Iterator[bytes]:
    yield _event({"type": "content_block_start", "index": index, "content_block": dict(block)})
    for delta in deltas:
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
    yield _event({"type": "content_block_stop", "index": index})


def _head(model: str, used: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": f"msg_{uuid4().hex[:24]}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "stop_sequence": None,
        "usage": {**used, "service_tier": "standard"},
    }


def _stop_reason(answer: ChatAnswer) -> str:
    return "tool_use" if answer.calls else "end_turn"


def _event(data: Mapping[str, Any]) -> bytes:
    return f"event: {data['type']}\ndata: {json.dumps(dict(data))}\n\n".encode()
