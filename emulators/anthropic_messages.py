"""Anthropic's messages: what answers, how fast, and how it breaks."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from emulators.anthropic_answers import (
    BEGINNING,
    error,
    events,
    message,
    overloaded_event,
    refusal,
    unauthorised,
    usage,
)
from emulators.anthropic_requests import as_openai, cached_part, complaint
from emulators.chat_streams import paced, spoiled
from emulators.openai_answers import ChatAnswer, Tokens
from emulators.openai_chat import say_hello
from emulators.script import LATE_S, Act, Fault, Script, never

_GARBAGE = b'event: content_block_delta\ndata: {"type": <html>502 Bad Gateway</html>\n\ndata: \xff\xfe\x00\n\n'
_CHARACTERS_A_TOKEN = 4


@dataclass
class AnthropicMessages:
    """:ivar key: the only one that is taken; None takes any.
    :ivar answers: for the next requests, one each.
    :ivar usual: answers all others, given the request in OpenAI's form; `model_behind.Behind` is one.
    :ivar cached_from: the fewest tokens that are cached.
    :ivar overloads_after: words of a stream, before the event of an error; None is never.
    :ivar left: how many streams their reader closed before the end.
    """

    key: str | None = None
    answers: deque[ChatAnswer] = field(default_factory=deque[ChatAnswer])
    usual: Callable[[Mapping[str, Any]], ChatAnswer] = say_hello
    script: Script = field(default_factory=Script)
    cached_from: int = 1024
    overloads_after: int | None = None
    left: int = 0
    _cached: set[str] = field(default_factory=set[str])

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/messages", self._answer, methods=["POST"]),
            Route("/v1/models", self._list_models, methods=["GET"]),
        ]

    async def _list_models(self, request: Request) -> Response:
        if not self._is_known(request):
            return unauthorised()
        return JSONResponse({"data": [], "has_more": False, "first_id": None, "last_id": None})

    async def _answer(self, request: Request) -> Response:
        asked: dict[str, Any] = await request.json()
        act = self.script.next(asked)
        if not self._is_known(request):
            return unauthorised()
        if why := complaint(asked):
            return error(400, "invalid_request_error", why)
        await asyncio.sleep(act.first_s + (LATE_S if act.fault is Fault.LATE else 0))
        if act.fault is Fault.NEVER_ANSWERS:
            await never()
        return refusal(act) or self._answered(asked, act)

    def _answered(self, asked: dict[str, Any], act: Act) -> Response:
        answer = self.answers.popleft() if self.answers else self.usual(as_openai(asked))
        answer = spoiled(answer, act.fault)
        used = self._count(asked, answer)
        if not asked.get("stream"):
            body = json.dumps(message(asked["model"], answer, used)).encode()
            pieces = [body[: len(body) // 2], body[len(body) // 2 :]]
            return StreamingResponse(self._stream(pieces, act, 1), media_type="application/json")
        pieces = events(asked["model"], answer, used)
        if self.overloads_after is not None:
            pieces = [*islice(pieces, BEGINNING + self.overloads_after), overloaded_event()]
        return StreamingResponse(self._stream(pieces, act, BEGINNING + act.pieces), media_type="text/event-stream")

    def _stream(self, pieces: Iterable[bytes], act: Act, before_fault: int) -> AsyncGenerator[bytes]:
        return paced(pieces, act, before_fault, _GARBAGE, self._closed_early)

    def _closed_early(self) -> None:
        self.left += 1

    def _is_known(self, request: Request) -> bool:
        """Anthropic's pages say `x-api-key`; its library sends the same key as a bearer's."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        key = request.headers.get("x-api-key") or (token if scheme == "Bearer" else "")
        return bool(key) and self.key in (None, key) and "anthropic-version" in request.headers

    def _count(self, asked: Mapping[str, Any], answer: ChatAnswer) -> dict[str, int]:
        if answer.tokens is not None:
            return usage(answer.tokens, cached_anew=0)
        marked = cached_part(asked)
        cached = len(marked) // _CHARACTERS_A_TOKEN
        cached = cached if cached >= self.cached_from else 0
        known = marked in self._cached
        self._cached.add(marked)
        prompt = json.dumps([asked.get("tools"), asked.get("system"), asked["messages"]])
        said = answer.text + "".join(json.dumps(dict(call.arguments)) for call in answer.calls)
        tokens = Tokens(
            prompt=len(prompt) // _CHARACTERS_A_TOKEN + 1,
            completion=len(said) // _CHARACTERS_A_TOKEN + 1,
            cached=cached if known else 0,
        )
        return usage(tokens, cached_anew=0 if known else cached)
