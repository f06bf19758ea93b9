"""OpenAI's realtime transcription: one connection."""

import asyncio
import json
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

from livekit.rtc import AudioResampler
from starlette.websockets import WebSocket

from emulators.openai_hearing import RATE_HZ, STREAMING_MODELS, Hearing
from emulators.script import LATE_S, Act, Fault

GARBAGE = "<html>\x00{[502"
HUGE = "word " * 4_000_000

_LIVE_RATE_HZ = 24_000
_LIVE_BYTES_PER_MS = _LIVE_RATE_HZ * 2 // 1000
_STEP_BYTES = 500 * _LIVE_BYTES_PER_MS
_TRANSCRIPTION = "conversation.item.input_audio_transcription"


@dataclass
class Upsets:
    """What may befall utterances, whatever the script says.

    :ivar failing: so many of the next ones end in `.failed`.
    :ivar utterances_a_session: after so many a session expires; None: never.
    """

    failing: int = 0
    utterances_a_session: int | None = None


@dataclass
class Session:
    """One live connection."""

    hearing: Hearing
    upsets: Upsets
    socket: WebSocket
    act: Act
    seen: dict[str, Any]
    sound: bytearray = field(default_factory=bytearray)
    heard_bytes: int = 0
    told: str = ""
    events: int = 0
    items: int = 1
    pieces: int = 0

    async def serve(self) -> None:
        await self._tell("session.created", session=self._settings({}))
        if "model" in self.seen["query"]:
            await self._refuse(
                "invalid_parameter", "You must not provide a model parameter for transcription sessions."
            )
        while True:
            message = json.loads(await self.socket.receive_text())
            match message["type"]:
                case "session.update":
                    self.seen["session"] = message["session"]
                    await self._tell("session.updated", session=self._settings(message["session"]))
                case "input_audio_buffer.append":
                    self.sound += b64decode(message["audio"])
                    await self._hear_so_far()
                case "input_audio_buffer.commit":
                    if not await self._commit():
                        return
                case kind:
                    await self._refuse("invalid_value", f"Invalid value: '{kind}'.")

    @property
    def _item(self) -> str:
        return f"item_{self.items:03}"

    @property
    def _model(self) -> str:
        return self.seen["session"].get("audio", {}).get("input", {}).get("transcription", {}).get("model", "")

    async def _hear_so_far(self) -> None:
        if not self._model.startswith(STREAMING_MODELS) or len(self.sound) < self.heard_bytes + _STEP_BYTES:
            return
        self.heard_bytes = len(self.sound)
        texts = self.hearing.texts
        steps = self.heard_bytes // _STEP_BYTES
        words = (
            texts[0].split()[: steps + 1] if texts else (await self.hearing.hear(_at_16_khz(self.sound))).split()
        )
        await self._deltas(words[:-1])

    async def _deltas(self, words: list[str]) -> None:
        """Those that add to what was told: a delta takes nothing back."""
        text = " ".join(words)
        if not text.startswith(self.told):
            return
        for word in text[len(self.told) :].split():
            if self.act.fault in (Fault.STALLS, Fault.DROPS) and self.pieces >= self.act.pieces:
                return
            self.pieces += 1
            delta = f" {word}" if self.told else word
            self.told += delta
            await self._tell(f"{_TRANSCRIPTION}.delta", item_id=self._item, content_index=0, delta=delta)
            await asyncio.sleep(self.act.between_s)

    async def _commit(self) -> bool:
        """Give the words of what was appended; False when the connection is over."""
        length_ms = len(self.sound) // _LIVE_BYTES_PER_MS
        if length_ms < 100:
            short = f"buffer too small. Expected at least 100ms of audio, but buffer only has {length_ms:.2f}ms."
            await self._refuse("input_audio_buffer_commit_empty", f"Error committing input audio buffer: {short}")
            return True
        self.seen["committed"].append(length_ms)
        await self._tell("input_audio_buffer.committed", item_id=self._item, previous_item_id=None)
        content = [{"type": "input_audio", "transcript": None}]
        item = {"id": self._item, "type": "message", "role": "user", "status": "completed", "content": content}
        await self._tell("conversation.item.added", item=item, previous_item_id=None)
        await asyncio.sleep(LATE_S if self.act.fault is Fault.LATE else self.act.first_s)
        is_open = await self._answer(_at_16_khz(self.sound))
        self.sound.clear()
        self.heard_bytes, self.told, self.pieces, self.items = 0, "", 0, self.items + 1
        if is_open and self.upsets.utterances_a_session == len(self.seen["committed"]):
            await self._refuse("session_expired", "Your session hit the maximum duration of 60 minutes.")
            await self.socket.close(1001)
            return False
        return is_open

    async def _answer(self, pcm: bytes) -> bool:
        if self.upsets.failing:
            self.upsets.failing -= 1
            error = {"type": "server_error", "code": None, "message": "Input transcription failed.", "param": None}
            await self._tell(
                f"{_TRANSCRIPTION}.failed",
                item_id=self._item,
                content_index=0,
                error=error,
            )
            return True
        if self.act.fault is Fault.GARBAGE:
            await self.socket.send_text(GARBAGE)
            return True
        text = "" if self.act.fault is Fault.EMPTY else await self.hearing.hear(pcm)
        await self._deltas(text.split())
        if self.act.fault is Fault.STALLS:
            await until_gone(self.socket)
        if self.act.fault in (Fault.STALLS, Fault.DROPS):
            return False
        said = {"transcript": HUGE if self.act.fault is Fault.HUGE else text}
        usage = {"usage": self.hearing.usage(self._model, pcm, text)} if self.hearing.has_usage else {}
        await self._tell(f"{_TRANSCRIPTION}.completed", item_id=self._item, content_index=0, **said, **usage)
        return True

    def _settings(self, update: dict[str, Any]) -> dict[str, Any]:
        return {"object": "realtime.transcription_session", "id": "sess_1", "type": "transcription"} | update

    async def _refuse(self, code: str, message: str) -> None:
        error = {
            "type": "invalid_request_error",
            "code": code,
            "message": message,
            "param": None,
            "event_id": None,
        }
        await self._tell("error", error=error)

    async def _tell(self, kind: str, **facts: object) -> None:
        self.events += 1
        await self.socket.send_text(json.dumps({"type": kind, "event_id": f"event_{self.events:03}"} | facts))


async def until_gone(socket: WebSocket) -> None:
    """Say nothing more, until the caller gives up."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def _at_16_khz(sound: bytearray) -> bytes:
    resampler = AudioResampler(_LIVE_RATE_HZ, RATE_HZ)
    frames = [*resampler.push(bytearray(sound)), *resampler.flush()]
    return b"".join(bytes(frame.data.cast("b")) for frame in frames)
