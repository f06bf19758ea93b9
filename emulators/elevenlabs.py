"""ElevenLabs' speech: its websocket `stream-input`, its HTTP streams and its list of voices."""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from emulators.script import LATE_S, Act, Dropped, Fault, Script, never
from emulators.utterances import RATE_HZ, noise, utterance

PIECE_MS = 250
HUGE_S = 600

_FAULTS = {
    Fault.UNAUTHORISED: (401, "invalid_api_key", "Invalid API key"),
    Fault.RATE_LIMITED: (429, "too_many_concurrent_requests", "Too many concurrent requests for this plan"),
    Fault.SERVER_ERROR: (500, "internal_server_error", "An unexpected error occurred"),
}
_POLICY_VIOLATION, _INTERNAL_ERROR = 1008, 1011


@dataclass(frozen=True, slots=True)
class Piece:
    """Some sound, and the characters that begin in it: when, from the start of all sound, and how long."""

    pcm: bytes
    starts_ms: float
    characters: list[tuple[str, float, float]]


@dataclass
class ElevenLabs:
    """
    :ivar keys: which are accepted; empty accepts all.
    :ivar voices: ids, and who of flite speaks for them.
    :ivar opens_sockets: False answers their handshake with 403, as a wrong path or a proxy does.
    :ivar aligns: whether it tells when characters are heard.
    :ivar sockets: how many were opened.
    """

    script: Script = field(default_factory=Script)
    keys: set[str] = field(default_factory=set[str])
    voices: dict[str, str] = field(default_factory=lambda: {"usual-voice": "slt", "other-voice": "rms"})
    opens_sockets: bool = True
    aligns: bool = True
    sockets: int = 0

    def routes(self) -> list[BaseRoute]:
        speech = "/v1/text-to-speech/{voice}"
        return [
            WebSocketRoute(speech + "/stream-input", self._stream_input),
            Route(speech + "/stream/with-timestamps", self._with_timestamps, methods=["POST"]),
            Route(speech + "/stream", self._plain, methods=["POST"]),
            Route("/v1/voices", self._list),
        ]

    async def _stream_input(self, socket: WebSocket) -> None:
        if not self.opens_sockets:
            await socket.close()
            return
        self.sockets += 1
        await socket.accept()
        try:
            await self._reply(socket)
        except (WebSocketDisconnect, Dropped):
            return  # without a closing frame

    async def _reply(self, socket: WebSocket) -> None:
        """Takes the first message, then speaks what each flush asks for, until the text ends."""
        first = await socket.receive_json()
        key = socket.headers.get("xi-api-key") or first.get("xi_api_key", "")
        if self.keys and key not in self.keys:
            await _end(socket, *_FAULTS[Fault.UNAUTHORISED])
            return
        voice = self.voices.get(socket.path_params["voice"])
        if voice is None:
            await _end(socket, 404, "voice_id_does_not_exist", "A voice with this voice_id does not exist.")
            return
        if first.get("text") != " " or socket.query_params.get("output_format") != "pcm_16000":
            await _end(socket, 400, "invalid_request", "this emulator wants a blank first, and pcm_16000")
            return
        act: Act | None = None
        pending = ""
        while True:
            message = await socket.receive_json()
            pending += message["text"]
            is_last = message["text"] == ""
            if act is None:
                act = self.script.next({"voice": socket.path_params["voice"], **message})
                if not await self._begins(socket, act):
                    return
            if pending.strip() and (is_last or message.get("flush")):
                await self._speak(socket, pending, voice, act)
                pending = ""
            if is_last:
                await socket.send_json({"audio": None, "isFinal": True})
                await socket.close()
                return

    async def _begins(self, socket: WebSocket, act: Act) -> bool:
        if act.fault and act.fault in _FAULTS:
            await _end(socket, *_FAULTS[act.fault])
            return False
        if act.fault is Fault.NEVER_ANSWERS:
            await _until_gone(socket)
        if act.fault is Fault.GARBAGE:
            await socket.send_bytes(b"\x00\xff<html>")
            return False
        if act.fault is Fault.EMPTY:
            await socket.send_json({"audio": None, "isFinal": True})
            await socket.close()
            return False
        await asyncio.sleep(act.first_s + (LATE_S if act.fault is Fault.LATE else 0))
        return True

    async def _speak(self, socket: WebSocket, text: str, voice: str, act: Act) -> None:
        async for piece in self._pieces(text, voice, act, lambda: _until_gone(socket)):
            times = [
                (character, int(start - piece.starts_ms), int(lasts))
                for character, start, lasts in piece.characters
            ]
            alignment = {
                "chars": [character for character, _, _ in times],
                "charStartTimesMs": [start for _, start, _ in times],
                "charDurationsMs": [lasts for _, _, lasts in times],
            }
            told = alignment if self.aligns and times else None
            audio = base64.b64encode(piece.pcm).decode()
            await socket.send_json(
                {"audio": audio, "isFinal": None, "alignment": told, "normalizedAlignment": told}
            )

    async def _with_timestamps(self, request: Request) -> Response:
        return await self._answer(request, is_timed=True)

    async def _plain(self, request: Request) -> Response:
        return await self._answer(request, is_timed=False)

    async def _list(self, request: Request) -> Response:
        if refusal := self._refusal(request, Act()):
            return refusal
        return JSONResponse({"voices": [{"voice_id": each, "name": each} for each in self.voices]})

    async def _answer(self, request: Request, *, is_timed: bool) -> Response:
        asked: dict[str, Any] = await request.json()
        act = self.script.next({"voice": request.path_params["voice"], **asked})
        if refusal := self._refusal(request, act):
            return refusal
        voice = self.voices.get(request.path_params["voice"])
        if voice is None:
            return _error(404, "voice_not_found", "A voice with the voice_id was not found.")
        if request.query_params.get("output_format") != "pcm_16000":
            return _error(400, "invalid_request", "this emulator gives pcm_16000")
        if act.fault is Fault.NEVER_ANSWERS:
            await never()
        if act.fault is Fault.GARBAGE:
            return Response("<html>\n<body>Bad gateway</body>\n</html>", media_type="text/html")
        await asyncio.sleep(act.first_s + (LATE_S if act.fault is Fault.LATE else 0))
        return StreamingResponse(self._lines(asked["text"], voice, act, is_timed=is_timed))

    async def _lines(self, text: str, voice: str, act: Act, *, is_timed: bool) -> AsyncGenerator[bytes, None]:
        if act.fault is Fault.EMPTY:
            return
        async for piece in self._pieces(text, voice, act, never):
            if not is_timed:
                yield piece.pcm
                continue
            told = {
                "characters": [character for character, _, _ in piece.characters],
                "character_start_times_seconds": [start / 1000 for _, start, _ in piece.characters],
                "character_end_times_seconds": [(start + lasts) / 1000 for _, start, lasts in piece.characters],
            }
            line = {
                "audio_base64": base64.b64encode(piece.pcm).decode(),
                "alignment": told if self.aligns else None,
            }
            yield json.dumps(line).encode() + b"\n"

    async def _pieces(
        self, text: str, voice: str, act: Act, stall: Callable[[], Awaitable[None]]
    ) -> AsyncGenerator[Piece, None]:
        sound = await asyncio.to_thread(utterance, text.strip(), voice)
        for at, piece in enumerate(_cut(text, sound)):
            if at and act.between_s:
                await asyncio.sleep(act.between_s)
            if act.fault is Fault.STALLS and at >= act.pieces:
                await stall()
            if act.fault is Fault.DROPS and at >= act.pieces:
                raise Dropped
            yield piece
        for _ in range(HUGE_S if act.fault is Fault.HUGE else 0):
            await asyncio.sleep(0)
            yield Piece(noise(1.0), 0.0, [])

    def _refusal(self, request: Request, act: Act) -> Response | None:
        key = request.headers.get("xi-api-key", "")
        if act.fault not in _FAULTS and (not self.keys or key in self.keys):
            return None
        answer = _error(*_FAULTS.get(act.fault or Fault.UNAUTHORISED, _FAULTS[Fault.UNAUTHORISED]))
        if act.retry_after_s is not None:
            answer.headers["retry-after"] = f"{act.retry_after_s:g}"
        return answer


def _cut(text: str, sound: bytes) -> list[Piece]:
    """Characters take the same time each, blanks included."""
    piece_bytes = PIECE_MS * RATE_HZ // 1000 * 2
    character_ms = len(sound) / 2 / RATE_HZ * 1000 / len(text)
    times = [(character, at * character_ms, character_ms) for at, character in enumerate(text)]
    cuts = [*range(0, len(sound), piece_bytes), len(sound)]
    return [
        Piece(
            sound[start:end],
            start / 2 / RATE_HZ * 1000,
            [each for each in times if start <= each[1] * 2 * RATE_HZ / 1000 < end],
        )
        for start, end in pairwise(cuts)
    ]


async def _end(socket: WebSocket, status: int, name: str, message: str) -> None:
    """An error frame, then the close that goes with it."""
    code = _INTERNAL_ERROR if status >= 500 else _POLICY_VIOLATION
    await socket.send_json({"message": message, "error": name, "code": code})
    await socket.close(code, message)


async def _until_gone(socket: WebSocket) -> None:
    while True:
        await socket.receive_json()


def _error(status: int, name: str, message: str) -> JSONResponse:
    return JSONResponse({"detail": {"status": name, "message": message}}, status)
