"""What the agents say: answers one after the other, and remarks that belong to none."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass

from application.talk.answer import Answer
from application.talk.mouth import Mouth
from application.talk.parting import Parting
from domain.entities.reply import Farewell, ReplyPart, SpecialistChosen, Words
from domain.entities.session import CAPS, EndReason
from domain.interfaces.conversation import FAILED_GOODBYE, Conversation

MOST_CHARS = 2_000
"""Of what is answered together. Nobody says or types more while an answer is being stopped; the end is dropped."""


@dataclass(frozen=True, slots=True)
class Request:
    """Something to answer.

    :ivar text: what the caller said; None for a silence.
    :ivar asked_at: when the caller stopped saying it, by the loop's clock; None for what was typed.
    :ivar opening: what is said instead, before anybody has asked here.
    :ivar is_goodbye: what providers leave to be said when they have failed.
    """

    text: str | None = None
    asked_at: float | None = None
    opening: tuple[ReplyPart, ...] = ()
    is_goodbye: bool = False

    def and_then(self, later: "Request") -> "Request | None":
        """Both in one; None when they are not both the caller's words."""
        if self.text is None or later.text is None:
            return None
        return Request(f"{self.text} {later.text}"[:MOST_CHARS], later.asked_at)


class Speaker:
    """For the length of a call.

    :param waited_s: how long the caller has waited, when an answer is begun.
    :param on_specialist: called with the name of whoever answers.
    :param on_change: called when an answer begins, and when it is over.
    """

    def __init__(
        self,
        conversation: Conversation,
        mouth: Mouth,
        parting: Parting,
        *,
        waited_s: Callable[[], float],
        on_specialist: Callable[[str], None],
        on_change: Callable[[], None],
    ) -> None:
        self._conversation = conversation
        self._mouth = mouth
        self._parting = parting
        self._waited_s = waited_s
        self._on_specialist = on_specialist
        self._on_change = on_change
        self._voice: str | None = None
        self._answer: Answer | None = None
        self._waiting = deque[Request]()
        self._asked, self._idle = asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._is_closing = False

    @property
    def voice(self) -> str | None:
        """The latest."""
        return self._voice

    def go_on(self, voice: str | None) -> None:
        """With the voice that the caller knows from another owner of the call."""
        self._voice = voice

    def tell(self) -> None:
        """The conversation, how far the answer is."""
        if self._answer is not None:
            self._answer.tell(self._conversation)

    @property
    def is_answering(self) -> bool:
        """From an answer's beginning until it is known what of it was heard."""
        return self._answer is not None

    @property
    def is_thinking(self) -> bool:
        """Whether an answer is being made."""
        return bool(self._waiting) or (self._answer is not None and not self._answer.is_made)

    def answer(self, request: Request) -> None:
        """After what is being answered now. What the caller adds to words that wait is answered with them."""
        both = self._waiting[-1].and_then(request) if self._waiting else None
        if both is not None:
            self._waiting.pop()
        self._waiting.append(both or request)
        self._idle.clear()
        self._asked.set()
        self._on_change()

    def remark(self, text: str) -> None:
        """Said if nothing else is. It is no answer, and memory has nothing of it."""
        if not (self._is_closing or self._mouth.has_words or self.is_answering):
            remark = self._mouth.begin(self._voice)
            remark.write(text)
            remark.end()

    def interrupt(self) -> None:
        """Whatever is said, or is to be said, is not."""
        if self._answer is not None:
            self._answer.interrupt()
        self._mouth.stop_all()
        self._mouth.release()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._asked.wait()
                while self._waiting:
                    await self._give(self._waiting.popleft())
                    self._on_change()
                self._asked.clear()
                self._idle.set()
        finally:
            self._idle.set()

    async def finish(self) -> None:
        """Say nothing more, and wait until the conversation knows what was heard."""
        self._is_closing = True
        self.interrupt()
        await self._idle.wait()

    async def _give(self, request: Request) -> None:
        """Nothing, when nothing more is to be said."""
        if self._is_closing:
            return
        self._parting.call_goes_on()
        self._answer = answer = Answer(
            self._parts(request),
            mouth=self._mouth,
            voice=self._voice,
            on_specialist=self._specialist_chosen,
            asked_at=request.asked_at,
        )
        try:
            await answer.run(self._conversation)
        finally:
            self._answer = None
        if answer.farewell is not None and not answer.is_interrupted:
            self._is_closing = self._is_closing or answer.farewell in CAPS
            self._parting.goodbye_heard(answer.farewell)

    def _parts(self, request: Request) -> AsyncGenerator[ReplyPart, None]:
        if request.opening:
            return _just(*request.opening)
        if request.is_goodbye:
            return _just(Words(FAILED_GOODBYE), Farewell(EndReason.PROVIDERS_FAILED))
        if request.text is None:
            return self._conversation.silence()
        return self._conversation.reply(request.text, waited_s=self._waited_s())

    def _specialist_chosen(self, chosen: SpecialistChosen) -> None:
        self._voice = chosen.voice
        self._on_specialist(chosen.name)


async def _just(*parts: ReplyPart) -> AsyncGenerator[ReplyPart, None]:
    for part in parts:
        yield part
