"""OpenAI's transcription: live, over the realtime websocket, and of files."""

import asyncio
import contextlib
import io
import json
import wave
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from emulators.openai_errors import refusal, unauthorised
from emulators.openai_hearing import Hearing
from emulators.openai_transcription_live import GARBAGE, HUGE, Session, Upsets, until_gone
from emulators.script import LATE_S, Act, Fault, Script, never


class OpenAiTranscription:
    """
    :ivar key: the only one that is taken; None takes any.
    :ivar hearing: what is understood.
    :ivar script: of the live connections: an act is for all utterances of one. What is seen of each is a dict with
        its `query`, its `session` and its `committed` sounds' lengths in ms.
    :ivar file_script: of the files. What is seen is the form's fields.
    """

    def __init__(self, *texts: str, key: str | None = None, hears: Callable[[bytes], str] = lambda _: "") -> None:
        self.key = key
        self.hearing = Hearing(texts, hears)
        self.upsets = Upsets()
        self.script = Script()
        self.file_script = Script()

    def routes(self) -> list[BaseRoute]:
        return [
            WebSocketRoute("/v1/realtime", self._live),
            Route("/v1/audio/transcriptions", self._file, methods=["POST"]),
        ]

    async def _live(self, socket: WebSocket) -> None:
        seen: dict[str, Any] = {"query": dict(socket.query_params), "session": {}, "committed": []}
        act = self.script.next(seen)
        if refused := self._refusal(act, socket.headers.get("authorization")):
            await socket.send_denial_response(refused)
            return
        if act.fault is Fault.NEVER_ANSWERS:
            await until_gone(socket)
            return
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            await Session(self.hearing, self.upsets, socket, act, seen).serve()

    async def _file(self, request: Request) -> Response:
        form = _form(request.headers["content-type"], await request.body())
        act = self.file_script.next({name: value for name, value in form.items() if name != "file"})
        if refused := self._refusal(act, request.headers.get("authorization")):
            return refused
        if act.fault is Fault.NEVER_ANSWERS:
            await never()
        await asyncio.sleep(LATE_S if act.fault is Fault.LATE else act.first_s)
        with wave.open(io.BytesIO(form["file"])) as sound:
            pcm = sound.readframes(sound.getnframes())
        text = "" if act.fault is Fault.EMPTY else await self.hearing.hear(pcm)
        answer: dict[str, object] = {"text": HUGE if act.fault is Fault.HUGE else text}
        if self.hearing.has_usage:
            answer["usage"] = self.hearing.usage(form["model"].decode(), pcm, text)
        body = GARBAGE if act.fault is Fault.GARBAGE else json.dumps(answer)
        return StreamingResponse(_body(body.encode(), act), headers={"content-length": str(len(body))})

    def _refusal(self, act: Act, authorization: str | None) -> Response | None:
        if authorization != f"Bearer {self.key}" and self.key is not None:
            return unauthorised()
        return refusal(act)


async def _body(body: bytes, act: Act) -> AsyncIterator[bytes]:
    if act.fault in (Fault.STALLS, Fault.DROPS):
        yield body[: len(body) // 2]
        if act.fault is Fault.STALLS:
            await never()
        return  # less than was announced: the server breaks the connection
    yield body


def _form(content_type: str, body: bytes) -> dict[str, bytes]:
    """The values of a multipart form, by their fields' names."""
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    values: dict[str, bytes] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        values[head.partition(b'name="')[2].partition(b'"')[0].decode()] = value.removesuffix(b"\r\n")
    return values
