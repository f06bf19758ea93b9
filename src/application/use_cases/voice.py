"""Hold the conversation of one call: the agents answer, and what was heard is remembered."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime

from domain.entities.reply import HumanWanted, ReplyPart, SpecialistChosen, ToolUsed, Words
from domain.entities.specialist import SUPERVISOR, Pace
from domain.entities.tool import Kind
from domain.entities.turn import Turn
from domain.errors import StaleEpoch
from domain.interfaces.agent import AgentTeam
from domain.interfaces.conversation import Conversation
from domain.interfaces.memory import CallMemory

logger = logging.getLogger(__name__)

READ_OUT = frozenset({Kind.DIGITS, Kind.EMAIL})
"""What callers say piece by piece, with pauses: whoever asks for it waits for more, whoever it is."""

OnTurn = Callable[[Turn, float | None], Awaitable[None]]
"""Told of each turn that is over, and its response time in milliseconds."""

OnAct = Callable[[ToolUsed | HumanWanted], Awaitable[None]]
"""Told of what the agents do beside talking, before the words that follow it."""


async def _unwatched(_act: ToolUsed | HumanWanted) -> None:
    """Nobody wants to know."""


class VoiceConversation(Conversation):
    """A turn is over when it is known what the caller heard of the answer, or when the next one begins."""

    def __init__(
        self,
        session_id: str,
        epoch: int,
        *,
        team: AgentTeam,
        memory: CallMemory,
        on_turn: OnTurn,
        on_act: OnAct = _unwatched,
    ) -> None:
        self._session_id = session_id
        self._epoch = epoch
        self._team = team
        self._memory = memory
        self._on_turn = on_turn
        self._on_act = on_act
        self._speaker = SpecialistChosen(SUPERVISOR)
        self._awaits_read_out = False
        self._said: str | None = None
        self._greeted = False

    @property
    def greeting(self) -> str:
        return "" if self._greeted else self._team.greeting

    @property
    def specialist(self) -> str:
        return self._speaker.name

    @property
    def pace(self) -> Pace:
        return Pace.PATIENT if self._awaits_read_out else self._speaker.pace

    async def reply(self, utterance: str) -> AsyncGenerator[ReplyPart, None]:
        await self._begin(utterance)
        answer = self._team.reply(self._session_id, utterance, epoch=self._epoch)
        try:
            async with aclosing(self._noticing(answer)) as parts:
                async for part in parts:
                    yield part
        except StaleEpoch:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the caller must not hear dead air
            self._log_failure(error)
            yield Words(f" {self._team.apology}")

    async def silence(self) -> AsyncGenerator[ReplyPart, None]:
        await self._begin("")
        try:
            async with aclosing(self._noticing(self._team.silence(self._session_id, epoch=self._epoch))) as parts:
                async for part in parts:
                    yield part
        except StaleEpoch:
            raise
        except Exception as error:  # noqa: BLE001  # nothing was asked, so nothing needs an apology
            self._log_failure(error)

    async def heard(self, text: str, *, interrupted: bool, response_ms: float | None = None) -> None:
        said, self._said = self._said, None
        self._greeted = True
        await self._team.commit(self._session_id, text, epoch=self._epoch)
        turn = Turn(said or "", text, self.specialist, interrupted, datetime.now(UTC))
        await self._memory.append(self._session_id, turn, epoch=self._epoch)
        await self._on_turn(turn, response_ms)

    async def _begin(self, said: str) -> None:
        if self._said is not None:
            await self.heard("", interrupted=True)
        self._said = said
        self._awaits_read_out = False

    async def _noticing(self, answer: AsyncGenerator[ReplyPart, None]) -> AsyncGenerator[ReplyPart, None]:
        async with aclosing(answer) as parts:
            async for part in parts:
                match part:
                    case SpecialistChosen():
                        self._speaker = part
                    case ToolUsed():
                        self._awaits_read_out = part.asks_for in READ_OUT
                        await self._on_act(part)
                    case HumanWanted():
                        await self._on_act(part)
                    case _:
                        pass
                yield part

    def _log_failure(self, error: Exception) -> None:
        # A traceback may hold what the vendor said, and that what the caller said.
        kind = type(error.__cause__ or error).__name__
        logger.error("no answer could be made: %s", kind, extra={"session_id": self._session_id})
