"""OpenAI's speech endpoint: `POST /v1/audio/speech`, which answers with raw sound in chunks."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from emulators.script import LATE_S, Act, Dropped, Fault, Script, never
from emulators.utterances import noise, utterance

RATE_HZ = 24_000
PIECE_BYTES = 9_601
"""Some 200 ms; odd, as the network cuts where it likes."""

HUGE_S = 600
_LONGEST_INPUT = 4_096
_FAULTS = {
    Fault.UNAUTHORISED: (401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: {key}."),
    Fault.RATE_LIMITED: (429, "requests", "rate_limit_exceeded", "Rate limit reached for requests: {input}"),
    Fault.SERVER_ERROR: (500, "server_error", None, "The server had an error while processing your request."),
}


@dataclass
class OpenAiSpeech:
    """
    :ivar keys: which are accepted; empty accepts all.
    :ivar voices: of OpenAI, and who of flite speaks for them.
    """

    script: Script = field(default_factory=Script)
    keys: set[str] = field(default_factory=set[str])
    voices: dict[str, str] = field(default_factory=lambda: {"alloy": "slt", "nova": "slt", "onyx": "rms"})

    def routes(self) -> list[BaseRoute]:
        return [Route("/v1/audio/speech", self._speech, methods=["POST"])]

    async def _speech(self, request: Request) -> Response:
        asked: dict[str, str] = await request.json()
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        act = self.script.next(asked)
        if act.fault in _FAULTS or (self.keys and key not in self.keys):
            return self._refuse(act, key, asked)
        if asked["voice"] not in self.voices:
            return _error(400, "invalid_request_error", "invalid_value", f"Invalid voice: {asked['voice']}")
        if asked.get("response_format") != "pcm" or not 0 < len(asked["input"]) <= _LONGEST_INPUT:
            return _error(
                400, "invalid_request_error", "invalid_value", "this emulator gives pcm of 1 to 4096 characters"
            )
        if act.fault is Fault.NEVER_ANSWERS:
            await never()
        if act.fault is Fault.GARBAGE:
            return Response("<html><body>Bad gateway</body></html>", media_type="text/html")
        await asyncio.sleep(act.first_s + (LATE_S if act.fault is Fault.LATE else 0))
        return StreamingResponse(self._sound(asked, act), media_type="audio/pcm")

    def _refuse(self, act: Act, key: str, asked: dict[str, str]) -> Response:
        status, kind, code, message = _FAULTS[act.fault or Fault.UNAUTHORISED]
        answer = _error(status, kind, code, message.format(key=key, input=asked["input"]))
        if act.retry_after_s is not None:
            answer.headers["retry-after"] = f"{act.retry_after_s:g}"
        return answer

    async def _sound(self, asked: dict[str, str], act: Act) -> AsyncGenerator[bytes, None]:
        if act.fault is Fault.EMPTY:
            return
        sound = await asyncio.to_thread(utterance, asked["input"], self.voices[asked["voice"]], RATE_HZ)
        for at, begin in enumerate(range(0, len(sound), PIECE_BYTES)):
            if at and act.between_s:
                await asyncio.sleep(act.between_s)
            if act.fault in {Fault.STALLS, Fault.DROPS} and at >= act.pieces:
                break
            yield sound[begin : begin + PIECE_BYTES]
        if act.fault is Fault.STALLS:
            await never()
        if act.fault is Fault.DROPS:
            raise Dropped
        for _ in range(HUGE_S if act.fault is Fault.HUGE else 0):
            await asyncio.sleep(0)
            yield noise(1.0, RATE_HZ)


def _error(status: int, kind: str, code: str | None, message: str) -> JSONResponse:
    return JSONResponse({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)
