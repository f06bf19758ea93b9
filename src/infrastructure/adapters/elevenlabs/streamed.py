"""One reply over a websocket: its text goes in as it is written, its sound comes out."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import suppress

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from domain.entities.audio import SpeechChunk
from domain.errors import SynthesisFailed
from infrastructure.adapters.cloud_voice.chunks import Chunks
from infrastructure.adapters.cloud_voice.sentences import Sentence
from infrastructure.adapters.elevenlabs import messages
from infrastructure.adapters.elevenlabs.failures import WHO, closed

_LETTERS_AHEAD = 400
"""Half a minute of sound: more is not sent before that has come, as what was sent is paid for, even unheard."""


class StreamedReply:
    """Speaks ElevenLabs' `stream-input` itself, in the SDK's types: the SDK's own client of it blocks its thread,
    looks for sound only when text is sent, drops the times of letters, and cannot be cancelled.

    :param first_byte_s: from a sentence that is sent into silence to its first sound.
    :param stall_s: between two messages while sound is missing.
    """

    def __init__(self, socket: ClientConnection, chunks: Chunks, *, first_byte_s: float, stall_s: float) -> None:
        self._socket = socket
        self._chunks = chunks
        self._first_byte_s = first_byte_s
        self._stall_s = stall_s
        self._deadline: asyncio.Timeout | None = None
        self._due: float | None = None
        self._has_room = asyncio.Event()
        self._is_all_sent = False

    async def chunks(self, sentences: AsyncIterable[Sentence]) -> AsyncGenerator[SpeechChunk, None]:
        """
        :raises SynthesisFailed: ElevenLabs refuses, breaks off, stalls or sends what is no speech of the text.
        """
        writing = asyncio.create_task(self._write(sentences), name="synthesis:text")
        try:
            is_final = False
            while not is_final:
                received = await self._receive(writing)
                is_final = received.is_final
                for timing in received.timings:
                    begins_ms = self._chunks.audio_ms
                    self._chunks.align(timing.letters, begins_ms + timing.start_ms, begins_ms + timing.end_ms)
                if chunk := self._chunks.chunk(received.pcm):
                    yield chunk
                self._note_progress()
            if last := self._chunks.end():
                yield last
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def _write(self, sentences: AsyncIterable[Sentence]) -> None:
        """A connection that has ended is noticed where its last messages are read."""
        with suppress(ConnectionClosed):
            async for sentence in sentences:
                while self._chunks.letters_to_come > _LETTERS_AHEAD and not self._chunks.is_complete:
                    self._has_room.clear()
                    await self._has_room.wait()
                if self._chunks.is_complete:
                    self._expect_within(self._first_byte_s)
                self._chunks.expect(sentence)
                if sentence.letters:
                    await self._socket.send(messages.sentence(sentence.said))
            await self._socket.send(messages.closing())
            self._is_all_sent = True
            if self._due is None:
                self._expect_within(self._first_byte_s)

    async def _receive(self, writing: asyncio.Task[None]) -> messages.Received:
        """The next message. The writer's error, should it have one."""
        receiving = asyncio.ensure_future(self._socket.recv())
        try:
            async with asyncio.timeout_at(self._due) as self._deadline:
                while not receiving.done():
                    awaited = {receiving} if writing.done() else {receiving, writing}
                    await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                    if writing.done():
                        writing.result()
                return messages.received(receiving.result())
        except TimeoutError:
            what = "no more sound" if self._chunks.audio_ms else "no sound"
            raise SynthesisFailed(f"{WHO} sent {what} in time: try again, or check the network") from None
        except ConnectionClosed as error:
            code = error.rcvd.code if error.rcvd else None
            if code == CloseCode.NORMAL_CLOSURE and self._is_all_sent and self._chunks.is_complete:
                return messages.Received(is_final=True)
            raise closed(code) from None
        finally:
            self._deadline = None
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)

    def _note_progress(self) -> None:
        self._has_room.set()
        if self._chunks.is_complete and not self._is_all_sent:
            self._due = None
        else:
            self._expect_within(self._stall_s)

    def _expect_within(self, seconds: float) -> None:
        self._due = asyncio.get_running_loop().time() + seconds
        if self._deadline is not None and not self._deadline.expired():
            self._deadline.reschedule(self._due)
