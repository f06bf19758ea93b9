"""What the caller hears of the team's answers, whatever becomes of them."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from application.billing.bounds import Bounds
from application.billing.meter import CallMeter
from application.use_cases.course import CallCourse
from domain.entities.bill import Leg
from domain.entities.reply import Farewell, HumanWanted, ModelUsed, ReplyPart, SpecialistChosen, ToolUsed, Words
from domain.entities.session import EndReason
from domain.errors import StaleEpoch
from domain.interfaces.conversation import FAILED_GOODBYE

logger = logging.getLogger(__name__)

CAPPED_GOODBYE = "I'm sorry, I have to end this call here. Thank you for calling, and goodbye."
"""When the call may take no more: of money, time, turns or tokens."""

MOST_FAILURES = 3
"""Answers in a row that could not be made. Once is chance, twice bad luck; then saying it again helps nobody."""

OnAct = Callable[[ToolUsed | HumanWanted], Awaitable[None]]
"""Told of what the agents do beside talking, before the words that follow it."""


class Answering:
    """Notes what an answer tells of the call's course, says something in place of one that cannot be made, and
    goodbye when the call may not go on.

    :param bounds: what else the call may take.
    :ivar team_is_asked: whether the present answer is the team's: none is made when the call may not go on.
    """

    def __init__(
        self, session_id: str, course: CallCourse, meter: CallMeter, bounds: Bounds, on_act: OnAct
    ) -> None:
        self._session_id = session_id
        self._course = course
        self._meter = meter
        self._bounds = bounds
        self._on_act = on_act
        self._is_parting = False
        self.team_is_asked = True

    @property
    def cap(self) -> EndReason | None:
        """Why the call may not go on."""
        if self._meter.is_spent:
            return EndReason.COST_CAP
        return self._bounds.reached(self._course.lasted_s, self._course.turns, self._meter.bill)

    def begin(self) -> None:
        """Another answer is to be made."""
        self._is_parting = False
        self.team_is_asked = self.cap is None

    async def within_caps(self, answer: AsyncGenerator[ReplyPart, None]) -> AsyncGenerator[ReplyPart, None]:
        async with aclosing(answer) as parts:
            if self.team_is_asked:
                async for part in parts:
                    yield part
                await self._meter.settle()
                self._course.note()
        if (cap := self.cap) is not None and not self._is_parting:
            yield Words(f" {CAPPED_GOODBYE}" if self.team_is_asked else CAPPED_GOODBYE)
            yield Farewell(cap)

    async def in_any_case(
        self, answer: AsyncGenerator[ReplyPart, None], apology: str
    ) -> AsyncGenerator[ReplyPart, None]:
        """The answer, or what is said instead of one."""
        try:
            async with aclosing(self._noticing(answer)) as parts:
                async for part in parts:
                    yield part
        except StaleEpoch:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the caller must not hear dead air
            log_failure(error, self._session_id)
            self._course.failures += 1
            if self._course.failures >= MOST_FAILURES:
                yield Words(f" {FAILED_GOODBYE}")
                self._is_parting = True
                yield Farewell(EndReason.PROVIDERS_FAILED)
            elif apology:
                yield Words(f" {apology}")
        else:
            self._course.failures = 0

    async def _noticing(self, answer: AsyncGenerator[ReplyPart, None]) -> AsyncGenerator[ReplyPart, None]:
        course = self._course
        async with aclosing(answer) as parts:
            async for part in parts:
                match part:
                    case SpecialistChosen():
                        course.speaker = part
                    case ToolUsed():
                        course.asked_for = part.asks_for
                        course.note()
                        await self._on_act(part)
                    case HumanWanted():
                        course.waits_for_human = True
                        course.note()
                        await self._on_act(part)
                    case Farewell():
                        self._is_parting = True
                    case ModelUsed():
                        self._meter.add(Leg.THINKING, part.specialist, part.used)
                    case _:
                        pass
                yield part


def log_failure(error: Exception, session_id: str) -> None:
    # A traceback may hold what the vendor said, and that what the caller said.
    kind = type(error.__cause__ or error).__name__
    logger.error("no answer could be made: %s", kind, extra={"session_id": session_id})
