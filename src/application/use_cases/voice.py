"""Hold the conversation of one call: the agents answer, and what was heard is remembered."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime

from domain.entities.reply import ReplyPart, SpecialistChosen, Words
from domain.entities.specialist import SUPERVISOR
from domain.entities.turn import Turn
from domain.errors import StaleEpoch
from domain.interfaces.agent import AgentTeam
from domain.interfaces.conversation import Conversation
from domain.interfaces.memory import CallMemory

logger = logging.getLogger(__name__)

OnTurn = Callable[[Turn, float | None], Awaitable[None]]
"""Told of each turn that is over, and its response time in milliseconds."""


class VoiceConversation(Conversation):
    """A turn is over when it is known what the caller heard of the answer, or when the next one begins."""

    def __init__(
        self, session_id: str, epoch: int, *, team: AgentTeam, memory: CallMemory, on_turn: OnTurn
    ) -> None:
        self._session_id = session_id
        self._epoch = epoch
        self._team = team
        self._memory = memory
        self._on_turn = on_turn
        self._specialist = SUPERVISOR
        self._said: str | None = None
        self._greeted = False

    @property
    def greeting(self) -> str:
        return "" if self._greeted else self._team.greeting

    @property
    def specialist(self) -> str:
        return self._specialist

    async def reply(self, utterance: str) -> AsyncGenerator[ReplyPart, None]:
        if self._said is not None:
            await self.heard("", interrupted=True)
        self._said = utterance
        try:
            async with aclosing(self._team.reply(self._session_id, utterance, epoch=self._epoch)) as parts:
                async for part in parts:
                    if isinstance(part, SpecialistChosen):
                        self._specialist = part.name
                    yield part
        except StaleEpoch:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the caller must not hear dead air
            # A traceback may hold what the vendor said, and that what the caller said.
            kind = type(error.__cause__ or error).__name__
            logger.error("no answer could be made: %s", kind, extra={"session_id": self._session_id})  # noqa: TRY400
            yield Words(f" {self._team.apology}")

    async def heard(self, text: str, *, interrupted: bool, response_ms: float | None = None) -> None:
        said, self._said = self._said, None
        self._greeted = True
        await self._team.commit(self._session_id, text, epoch=self._epoch)
        turn = Turn(said or "", text, self._specialist, interrupted, datetime.now(UTC))
        await self._memory.append(self._session_id, turn, epoch=self._epoch)
        await self._on_turn(turn, response_ms)
