"""What the room writes down of both sides."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass

from livekit import rtc

TRANSCRIPTION_TOPIC = "lk.transcription"


@dataclass(slots=True)
class Caption:
    """One utterance of one side, as it grows.

    :ivar began_at: as of `time.monotonic()`.
    """

    speaker: str
    text: str
    began_at: float
    is_final: bool = False


class Captions:
    """Gathers transcription streams: LiveKit sends the caller's words whole each time, the agent's in pieces."""

    def __init__(self, room: rtc.Room) -> None:
        self.lines: list[Caption] = []
        self._room = room
        self._by_segment: dict[str, Caption] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()
        room.register_text_stream_handler(TRANSCRIPTION_TOPIC, self._opened)
        room.on("participant_disconnected", self._left)

    async def close(self) -> None:
        self._room.unregister_text_stream_handler(TRANSCRIPTION_TOPIC)
        self._room.off("participant_disconnected", self._left)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def answer(self, since: float) -> str:
        """What the other side has said from then on; waits until there is something, and all of it is final."""
        async with self._changed:
            while not (lines := self._of_the_other_side(since)) or not all(line.is_final for line in lines):
                await self._changed.wait()
        return self.answer_so_far(since)

    def answer_so_far(self, since: float) -> str:
        """The same as it is now."""
        return " ".join(line.text.strip() for line in self._of_the_other_side(since))

    def speakers(self, since: float) -> list[str]:
        """Of the other side, from then on."""
        return list(dict.fromkeys(line.speaker for line in self._of_the_other_side(since)))

    def of(self, speaker: str) -> list[Caption]:
        return [line for line in self.lines if line.speaker == speaker]

    def _of_the_other_side(self, since: float) -> list[Caption]:
        mine = self._room.local_participant.identity
        return [line for line in self.lines if line.speaker != mine and line.began_at >= since]

    def _opened(self, reader: rtc.TextStreamReader, speaker: str) -> None:
        self._start(self._read(reader, speaker))

    def _left(self, participant: rtc.RemoteParticipant) -> None:
        """A participant who has left says no more, and LiveKit's library need not end what was being sent."""
        for line in self.of(participant.identity):
            line.is_final = True
        self._start(self._tell())

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name="caller:captions")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _read(self, reader: rtc.TextStreamReader, speaker: str) -> None:
        attributes = reader.info.attributes or {}
        segment = attributes.get("lk.segment_id", reader.info.stream_id)
        line = self._by_segment.get(segment)
        if line is None:
            line = self._by_segment[segment] = Caption(speaker, "", time.monotonic())
            self.lines.append(line)
        text = ""
        is_final = True
        try:
            async for piece in reader:
                text += piece
                line.text = text
        except rtc.StreamError:
            pass  # who leaves in mid-sentence says no more of it
        else:
            closing = reader.info.attributes or {}
            is_final = closing.get("lk.transcription_final", "true") == "true"
        line.is_final = is_final
        await self._tell()
