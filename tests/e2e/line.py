"""Calls as a test tells them: what is said, what is heard back."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import TracebackType
from typing import Self

from domain.interfaces.stt import SpeechToText
from infrastructure.adapters.flite.text_to_speech import FliteTextToSpeech
from infrastructure.caller.caller import Answer, Caller, on_the_line
from infrastructure.caller.reception import Reception, Ticket
from infrastructure.caller.utterance import from_text

PIECE_BYTES = 16_000 * 2 // 10


@dataclass(frozen=True, slots=True)
class Line:
    """A caller in a call."""

    caller: Caller
    ticket: Ticket
    telephone: "Telephone"

    async def greeting(self) -> Answer:
        return await self.caller.hear_answer(0)

    async def ask(self, question: str) -> Answer:
        """Say it, and hear the answer to its end."""
        said_at = await self.say(question)
        return await self.caller.hear_answer(said_at)

    async def say(self, text: str) -> float:
        return await self.caller.say(await self.telephone.sound_of(text))

    async def type(self, text: str) -> Answer:
        typed_at = time.monotonic()
        await self.caller.type(text)
        return await self.caller.hear_answer(typed_at)


class Telephone:
    """Dials the control plane; has a voice to speak with, and ears that know words."""

    def __init__(self, control_plane_url: str, recogniser: SpeechToText) -> None:
        self.reception = Reception(control_plane_url)
        self._recogniser = recogniser
        self._voice = FliteTextToSpeech("slt")
        self._sounds: dict[str, bytes] = {}

    async def __aenter__(self) -> Self:
        await self.reception.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._voice.close()
        await self.reception.__aexit__(kind, error, trace)

    @asynccontextmanager
    async def call(
        self, ticket: Ticket | None = None, *, listening_ms: int = 20, talks: bool = True
    ) -> AsyncGenerator[Line, None]:
        """A new call, or the one of a ticket. Leaving it is closing the page: the call is not ended.

        :param listening_ms: see `on_the_line`.
        :param talks: see `on_the_line`.
        """
        ticket = ticket or await self.reception.ticket()
        async with on_the_line(ticket.url, ticket.token, listening_ms=listening_ms, talks=talks) as caller:
            yield Line(caller, ticket, self)

    async def ended(self, session_id: str, *, within_s: float) -> dict[str, object]:
        """The call's record, once it is over."""
        async with asyncio.timeout(within_s):
            while (call := await self.reception.call(session_id))["status"] not in ("ended", "failed"):
                await asyncio.sleep(0.1)
        return call

    async def sound_of(self, text: str) -> bytes:
        """As mono s16le at 16 kHz; each sentence is made once."""
        if text not in self._sounds:
            self._sounds[text] = await from_text(text, self._voice)
        return self._sounds[text]

    async def share_heard(self, pcm: bytes, said: str) -> float:
        """How much of what was said a person would write down from the sound, in the right order: 0 to 1."""
        expected = re.findall(r"\w+", said.lower())
        heard = re.findall(r"\w+", (await self._words_in(pcm)).lower())
        matching = SequenceMatcher(None, expected, heard, autojunk=False).get_matching_blocks()
        return sum(block.size for block in matching) / len(expected)

    async def _words_in(self, pcm: bytes) -> str:
        stream = await self._recogniser.open()
        try:
            for at in range(0, len(pcm), PIECE_BYTES):
                stream.push(pcm[at : at + PIECE_BYTES])
            stream.finish_utterance()
            async with asyncio.timeout(20):
                async for transcript in stream:
                    if transcript.is_final:
                        return transcript.text
            return ""
        finally:
            await stream.close()
