"""OpenAI's chat completions: what answers, how fast, and how it breaks."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from emulators.chat_streams import paced, spoiled
from emulators.openai_answers import ChatAnswer, Frames, Tokens, completion, deltas
from emulators.openai_errors import bad_request, refusal, unauthorised, unknown_model
from emulators.script import LATE_S, Act, Fault, Script, never

_GARBAGE = b'data: {"id": <html>502 Bad Gateway</html>\n\ndata: \xff\xfe\x00\n\n'
_CHARACTERS_A_TOKEN = 4
_CACHED_FROM, _CACHED_BY = 1024, 128
"""A prompt's known beginning is cached from so many tokens on, in steps of so many."""


def say_hello(_request: Mapping[str, Any]) -> ChatAnswer:
    return ChatAnswer("Hello, how can I help you?")


@dataclass
class OpenAIChat:
    """:ivar key: the only one that is taken; None takes any.
    :ivar models: the only ones that there are; empty for any.
    :ivar answers: for the next requests, one each.
    :ivar usual: answers all others, given the request's body; `model_behind.Behind` is one.
    :ivar left: how many streams their reader closed before the end.
    """

    key: str | None = None
    models: tuple[str, ...] = ()
    answers: deque[ChatAnswer] = field(default_factory=deque[ChatAnswer])
    usual: Callable[[Mapping[str, Any]], ChatAnswer] = say_hello
    script: Script = field(default_factory=Script)
    left: int = 0
    _prompts: list[str] = field(default_factory=list[str])

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/chat/completions", self._complete, methods=["POST"]),
            Route("/v1/models", self._list_models, methods=["GET"]),
        ]

    async def _list_models(self, request: Request) -> Response:
        if not self._is_known(request):
            return unauthorised()
        names = self.models or ("gpt-4.1", "gpt-4.1-mini")
        models = [{"id": name, "object": "model", "created": 0, "owned_by": "parley"} for name in names]
        return JSONResponse({"object": "list", "data": models})

    async def _complete(self, request: Request) -> Response:
        asked: dict[str, Any] = await request.json()
        act = self.script.next(asked)
        if not self._is_known(request):
            return unauthorised()
        if not asked.get("messages") or not asked.get("model"):
            return bad_request("Missing required parameter: 'messages' or 'model'.")
        if self.models and asked["model"] not in self.models:
            return unknown_model(asked["model"])
        await asyncio.sleep(act.first_s + (LATE_S if act.fault is Fault.LATE else 0))
        if act.fault is Fault.NEVER_ANSWERS:
            await never()
        return refusal(act) or self._answered(asked, act)

    def _answered(self, asked: dict[str, Any], act: Act) -> Response:
        answer = self.answers.popleft() if self.answers else self.usual(asked)
        answer = spoiled(answer, act.fault)
        tokens = answer.tokens or self._count(asked, answer)
        if not asked.get("stream"):
            body = json.dumps(completion(asked["model"], answer, tokens)).encode()
            pieces = [body[: len(body) // 2], body[len(body) // 2 :]]
            return StreamingResponse(self._stream(pieces, act, 1), media_type="application/json")
        options: dict[str, Any] = asked.get("stream_options") or {}
        with_usage = bool(options.get("include_usage"))
        frames = Frames(asked["model"], with_usage=with_usage)
        said = (frames.delta(delta) for delta in deltas(answer))
        pieces = chain([frames.begin()], said, frames.end(answer.finish_reason, tokens))
        return StreamingResponse(self._stream(pieces, act, act.pieces + 1), media_type="text/event-stream")

    def _stream(self, pieces: Iterable[bytes], act: Act, before_fault: int) -> AsyncGenerator[bytes]:
        return paced(pieces, act, before_fault, _GARBAGE, self._closed_early)

    def _closed_early(self) -> None:
        self.left += 1

    def _is_known(self, request: Request) -> bool:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and bool(key) and self.key in (None, key)

    def _count(self, asked: Mapping[str, Any], answer: ChatAnswer) -> Tokens:
        prompt = json.dumps([asked.get("tools"), asked["messages"]])
        known = max((_in_common(prompt, before) for before in self._prompts), default=0)
        self._prompts.append(prompt)
        cached = known // _CHARACTERS_A_TOKEN // _CACHED_BY * _CACHED_BY
        written = sum(len(json.dumps(delta)) for delta in deltas(answer)) if answer.calls else len(answer.text)
        return Tokens(
            prompt=len(prompt) // _CHARACTERS_A_TOKEN,
            completion=written // _CHARACTERS_A_TOKEN,
            cached=cached if cached >= _CACHED_FROM else 0,
        )


def _in_common(one: str, other: str) -> int:
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
