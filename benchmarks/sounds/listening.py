"""A conversation that notes when the caller's turns are taken."""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from benchmarks.sounds.steady_models import SteadyVoiceDetector
from domain.entities.bill import Leg
from domain.entities.reply import AskedFor, ReplyPart, Words
from domain.entities.response_time import ResponseTime
from domain.entities.specialist import SUPERVISOR, Pace
from domain.entities.usage import Used
from domain.interfaces.conversation import Conversation

MS = 1000


@dataclass(slots=True)
class Turn:
    """:ivar at_ms: when it was taken for over, by the loop's clock.
    :ivar probability: that it was, as the turn detector has said last.
    """

    at_ms: float
    text: str
    probability: float


class ListeningConversation(Conversation):
    """Notes when each turn is taken.

    :param answer: to each of them; empty says nothing.
    :ivar detector: the call's.
    :ivar cut: how many answers were interrupted.
    """

    def __init__(self, answer: str = "", asked_for: AskedFor | None = None) -> None:
        self.detector = SteadyVoiceDetector()
        self.turns = list[Turn]()
        self.cut = 0
        self._answer = answer
        self._asked_for = asked_for

    @property
    def opening(self) -> tuple[ReplyPart, ...]:
        return ()

    @property
    def specialist(self) -> str:
        return SUPERVISOR

    @property
    def pace(self) -> Pace:
        return Pace.NORMAL

    @property
    def asked_for(self) -> AskedFor | None:
        return self._asked_for

    async def prepare(self, utterance: str) -> None:
        """Nothing is looked up."""

    async def reply(self, utterance: str, *, waited_s: float = 0.0) -> AsyncGenerator[ReplyPart, None]:
        del waited_s
        self.turns.append(Turn(asyncio.get_running_loop().time() * MS, utterance, self.detector.latest))
        for piece in re.findall(r"\S+\s*", self._answer):
            yield Words(piece)

    async def silence(self) -> AsyncGenerator[ReplyPart, None]:
        return
        yield

    async def heard(self, text: str, *, interrupted: bool, response: ResponseTime | None = None) -> None:
        del text, response
        self.cut += interrupted

    def used(self, leg: Leg, used: tuple[Used, ...]) -> None:
        """Nobody counts."""
