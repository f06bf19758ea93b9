"""Both sides' words, for whoever reads along: LiveKit's transcription streams.

The caller's utterance is sent whole each time that it grows, with one segment id, the last time marked final; what
the agents say is one stream that grows. https://docs.livekit.io/agents/build/text/#transcriptions
"""

import asyncio
import logging
from collections import deque
from dataclasses import dataclass
from uuid import uuid4

from livekit import rtc

logger = logging.getLogger(__name__)

TOPIC = "lk.transcription"
SEGMENT, TRACK, FINAL = "lk.segment_id", "lk.transcribed_track_id", "lk.transcription_final"


@dataclass(frozen=True, slots=True)
class _Whole:
    """The caller's utterance as it is now."""

    text: str
    is_final: bool
    segment: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Of what the agents say; None ends it."""

    text: str | None


class Captions:
    """Sends one thing after the other. Of an utterance that grows faster than it is sent, only the newest is."""

    def __init__(self, room: rtc.Room, caller_identity: str) -> None:
        self._room = room
        self._caller_identity = caller_identity
        self._segment = uuid4().hex
        self._waiting = deque[_Whole | _Piece]()
        self._changed = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._writer: rtc.TextStreamWriter | None = None
        self.caller_track = ""
        self.agent_track = ""

    def caller(self, text: str, *, is_final: bool) -> None:
        if self._waiting and isinstance(last := self._waiting[-1], _Whole) and not last.is_final:
            self._waiting.pop()
        self._add(_Whole(text, is_final, self._segment))
        if is_final:
            self._segment = uuid4().hex

    def agent(self, text: str | None) -> None:
        """More of what is said; None ends it."""
        self._add(_Piece(text))

    def _add(self, caption: _Whole | _Piece) -> None:
        self._waiting.append(caption)
        self._idle.clear()
        self._changed.set()

    async def settled(self) -> None:
        """Until all is sent."""
        await self._idle.wait()

    async def run(self) -> None:
        """Until cancelled. What cannot be sent is lost: the call goes on without."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            while self._waiting:
                caption = self._waiting.popleft()
                try:
                    if self._room.isconnected():
                        await self._send(caption)
                except (rtc.StreamError, RuntimeError) as error:
                    logger.warning("a caption could not be sent: %s", type(error).__name__)
            self._idle.set()

    async def _send(self, caption: _Whole | _Piece) -> None:
        if isinstance(caption, _Whole):
            writer = await self._open(
                self._caller_identity, self.caller_track, caption.segment, is_final=caption.is_final
            )
            await writer.write(caption.text)
            await writer.aclose()
        elif caption.text is not None:
            if self._writer is None:
                identity = self._room.local_participant.identity
                self._writer = await self._open(identity, self.agent_track, uuid4().hex, is_final=False)
            await self._writer.write(caption.text)
        elif self._writer is not None:
            writer, self._writer = self._writer, None
            await writer.aclose(attributes={FINAL: "true"})

    async def _open(self, identity: str, track: str, segment: str, *, is_final: bool) -> rtc.TextStreamWriter:
        attributes = {SEGMENT: segment, FINAL: str(is_final).lower()} | ({TRACK: track} if track else {})
        return await self._room.local_participant.stream_text(
            topic=TOPIC, sender_identity=identity, attributes=attributes
        )
