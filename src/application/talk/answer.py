"""One answer: made, spoken, and told back as far as it was heard."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from itertools import pairwise

from application.talk.mouth import Mouth
from application.talk.speech import Speech
from domain.entities.reply import Farewell, ReplyPart, SpecialistChosen, Words
from domain.entities.response_time import ResponseTime
from domain.entities.session import EndReason
from domain.interfaces.conversation import Conversation

MS = 1000

TOLD_EVERY_S = 0.25
"""A word is as long: who goes on after a breakdown repeats no more than that."""


class Answer:
    """Can be interrupted at any moment of it.

    :param parts: what the conversation says, as it is made.
    :param voice: who speaks, until a specialist is chosen.
    :param on_specialist: called with whoever answers, before the first word.
    :param asked_at: when the caller stopped speaking, by the loop's clock; None when nobody asked.
    :ivar is_made: all its words are there.
    :ivar farewell: why the call is over when this was heard to its end.
    """

    def __init__(
        self,
        parts: AsyncGenerator[ReplyPart, None],
        *,
        mouth: Mouth,
        voice: str | None,
        on_specialist: Callable[[SpecialistChosen], None],
        asked_at: float | None,
    ) -> None:
        self._parts = parts
        self._mouth = mouth
        self._voice = voice
        self._on_specialist = on_specialist
        self._asked_at = asked_at
        self._begun_at = self._worded_at = asyncio.get_running_loop().time()
        self._speech: Speech | None = None
        self._interrupted = asyncio.Event()
        self.is_made = False
        self.farewell: EndReason | None = None

    def tell(self, conversation: Conversation) -> None:
        """How far it is, to the word."""
        if self._speech is not None:
            conversation.saying(self._speech.text, self._mouth.heard(self._speech))

    @property
    def is_interrupted(self) -> bool:
        return self._interrupted.is_set()

    def interrupt(self) -> None:
        """Nothing more of it is made or heard."""
        if self._speech is not None:
            self._mouth.stop(self._speech)
        self._interrupted.set()

    async def run(self, conversation: Conversation) -> None:
        """Until it is over, and the conversation knows what was heard of it."""
        making = asyncio.create_task(self._make(), name="answer:make")
        interrupted = asyncio.create_task(self._interrupted.wait(), name="answer:interrupted")
        telling = asyncio.create_task(self._tell(conversation), name="answer:tell")
        try:
            await asyncio.wait((making, interrupted), return_when=asyncio.FIRST_COMPLETED)
            if self._speech is not None and not self.is_interrupted:
                self.tell(conversation)  # that it is made: who goes on need not make it again
                await asyncio.wait((self._speech.is_over, interrupted), return_when=asyncio.FIRST_COMPLETED)
        finally:
            making.cancel()
            interrupted.cancel()
            telling.cancel()
            await asyncio.wait((making, interrupted, telling))
            if self._speech is not None:
                self._mouth.stop(self._speech)
        if not making.cancelled() and (error := making.exception()) is not None:
            raise error
        if self._speech is not None and self._speech.has_text:
            await conversation.heard(
                self._mouth.heard(self._speech),
                interrupted=self.is_interrupted,
                response=self._response_time(self._speech),
            )

    async def _tell(self, conversation: Conversation) -> None:
        while True:
            self.tell(conversation)
            await asyncio.sleep(TOLD_EVERY_S)

    async def _make(self) -> None:
        try:
            async with aclosing(self._parts) as parts:
                async for part in parts:
                    match part:
                        case Words(text):
                            self._say(text)
                        case SpecialistChosen():
                            self._voice = part.voice
                            self._on_specialist(part)
                        case Farewell(reason):
                            self.farewell = reason
                        case _:
                            pass  # the conversation has seen to it
        finally:
            self.is_made = True
            if self._speech is not None:
                self._speech.end()

    def _say(self, text: str) -> None:
        if self.is_interrupted:
            return
        if self._speech is None:
            self._worded_at = asyncio.get_running_loop().time()
            self._speech = self._mouth.begin(self._voice)
        self._speech.write(text)

    def _response_time(self, speech: Speech) -> ResponseTime | None:
        if self._asked_at is None or speech.began_at is None:
            return None
        marks = (self._asked_at, self._begun_at, self._worded_at, speech.began_at)
        return ResponseTime(*((later - earlier) * MS for earlier, later in pairwise(marks)))
