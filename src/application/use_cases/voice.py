"""Hold the conversation of one call: the agents answer, and what was heard is remembered."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from application.billing.bounds import Bounds
from application.billing.meter import CallMeter
from application.graphs.ahead import are_same_words
from application.use_cases.cover_waits import WaitCover
from application.use_cases.resumption import Resumption
from domain.entities.bill import NOTHING, Bill, Leg
from domain.entities.handover import Thread
from domain.entities.reply import (
    AskedFor,
    Farewell,
    HumanWanted,
    ModelUsed,
    ReplyPart,
    SpecialistChosen,
    ToolUsed,
    Words,
)
from domain.entities.response_time import ResponseTime
from domain.entities.saying import Saying
from domain.entities.session import EndReason
from domain.entities.specialist import SUPERVISOR, Pace
from domain.entities.standing import CallStanding
from domain.entities.turn import Turn
from domain.entities.usage import Used
from domain.errors import NotMovable, StaleEpoch
from domain.interfaces.agent import AgentTeam
from domain.interfaces.conversation import FAILED_GOODBYE, Conversation
from domain.interfaces.memory import CallMemory
from domain.interfaces.progress import AnswerProgress
from domain.interfaces.standing import CallStandings

logger = logging.getLogger(__name__)

CAPPED_GOODBYE = "I'm sorry, I have to end this call here. Thank you for calling, and goodbye."
"""When the call may take no more: of money, time, turns or tokens."""

MOST_FAILURES = 3
"""Answers in a row that could not be made. Once is chance, twice bad luck; then saying it again helps nobody."""

LET_GO_WITHIN_S = 0.5
"""It takes milliseconds, in which the caller is heard by nobody: their sound waits."""

LOOK_UP_WITHIN_S = 0.5
"""The same."""

OnTurn = Callable[[Turn, ResponseTime | None], Awaitable[None]]
"""Told of each turn that is over, and how long its answer took to begin."""

OnAct = Callable[[ToolUsed | HumanWanted], Awaitable[None]]
"""Told of what the agents do beside talking, before the words that follow it."""


OnTakenOver = Callable[[], Awaitable[None]]
"""Told when another owner's call is gone on with here, before anything is kept. Refuses at once, or not at all."""

OnGuess = Callable[[bool], None]
"""Told of each answer that was prepared, whether its question was the caller's in the end."""


def _unnoticed(_was_right: bool) -> None:
    """Nobody counts."""


async def _unwatched(_act: ToolUsed | HumanWanted) -> None:
    """Nobody wants to know."""


async def _untold() -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class _LeftBehind:
    """What another owner has left of the call."""

    turns: Sequence[Turn]
    saying: Saying | None
    standing: CallStanding | None
    failures: int = 0
    lasted_s: float | None = None


class VoiceConversation(Conversation):
    """A turn is over when it is known what the caller heard of the answer, or when the next one begins.

    :param meter: adds up what the call uses.
    :param standings: where the next owner of the call learns what is in no turn.
    :param began_at: of the call, as far as is known here; None is now.
    :param bounds: what else the call may take. When that or money is used up, the call ends with a goodbye: after
        the answer that was being made, and instead of another one.
    """

    def __init__(
        self,
        session_id: str,
        epoch: int,
        *,
        team: AgentTeam,
        memory: CallMemory,
        on_turn: OnTurn,
        on_act: OnAct = _unwatched,
        on_guess: OnGuess = _unnoticed,
        on_taken_over: OnTakenOver = _untold,
        meter: CallMeter | None = None,
        bounds: Bounds | None = None,
        progress: AnswerProgress | None = None,
        standings: CallStandings | None = None,
        began_at: datetime | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._session_id = session_id
        self._epoch = epoch
        self._team = team
        self._memory = memory
        self._on_turn = on_turn
        self._on_act = on_act
        self._on_guess = on_guess
        self._on_taken_over = on_taken_over
        self._meter = meter or CallMeter()
        self._bounds = bounds or Bounds()
        self._progress = progress
        self._standings = standings
        self._clock = clock
        self._now = now
        self._began_at = clock()
        self.began_at = began_at or now()
        self._turns = self._kept_turns = 0
        self._noted: CallStanding | None = None
        self.waits_for_human = False
        self._cover = WaitCover()
        self._failures = 0
        self._speaker = SpecialistChosen(SUPERVISOR)
        self._asked_for: AskedFor | None = None
        self._said: str | None = None
        self._guess: str | None = None
        self._greeted = False
        self._team_was_asked = True
        self._is_parting = False
        self._resumed: Resumption | None = None
        self._unanswered: str | None = None
        self._looked_up: _LeftBehind | None = None
        self._is_passed_on = False

    async def resume(self) -> None:
        """Go on with a call whose owner is gone: nothing is forgotten, nobody is greeted twice, and what was being
        said goes on after the last word that was heard, behind an apology to whoever noticed.

        :raises StaleEpoch: the call has a newer owner.
        """
        standing = await self._standings.latest(self._session_id) if self._standings is not None else None
        left = await self._read(standing)
        self._stand_as_before(left)
        await self._meter.settle()
        await self._go_on_saying(left.saying, was_noticed=True)

    async def _read(
        self, standing: CallStanding | None, failures: int = 0, lasted_s: float | None = None
    ) -> _LeftBehind:
        turns = await self._memory.recall(self._session_id)
        saying = await self._progress.latest(self._session_id) if self._progress is not None else None
        return _LeftBehind(turns, saying, standing, failures, lasted_s)

    def _stand_as_before(self, left: _LeftBehind) -> None:
        turns, standing = left.turns, left.standing
        self._greeted = bool(turns) or left.saying is not None
        self._turns, self._kept_turns = sum(bool(turn.said) for turn in turns), len(turns)
        self._failures = left.failures
        if turns:
            self._speaker = SpecialistChosen(turns[-1].specialist)
            self.began_at = min(self.began_at, turns[0].at)
        open_bill = NOTHING
        if standing is not None:
            self._speaker, self._asked_for = standing.speaker, standing.asked_for
            self.began_at, self.waits_for_human = standing.began_at, standing.waits_for_human
            open_bill = standing.open_bill if standing.turns == len(turns) else NOTHING
        # By two machines' clocks, which may differ: a call lasts no less than nothing.
        lasted_s = max(0.0, (self._now() - self.began_at).total_seconds())
        self._began_at = self._clock() - (lasted_s if left.lasted_s is None else left.lasted_s)
        self._meter.carry_on(sum((turn.bill for turn in turns), NOTHING), open_bill)

    async def _go_on_saying(self, saying: Saying | None, *, was_noticed: bool) -> None:
        if saying is None:
            return
        if not saying.text:
            self._unanswered = saying.utterance or None
            return
        was_noticed = was_noticed and bool(saying.heard)
        self._said, self._resumed = saying.utterance, Resumption(saying, was_noticed=was_noticed)
        await self._team.resume(self._session_id, saying.utterance or "", saying.text, epoch=self._epoch)
        if not saying.rest:
            await self.heard("", interrupted=False)

    @property
    def lasted_s(self) -> float:
        """Since the call began, whoever carried it then."""
        return self._clock() - self._began_at

    async def let_go(self) -> Thread:
        try:
            async with asyncio.timeout(LET_GO_WITHIN_S):
                if self._said is None:
                    await self.end()
                if not await self._memory.settle():
                    raise NotMovable(
                        "calls are remembered in this process alone: set PARLEY_REDIS_URL or PARLEY_POSTGRES_URL"
                    )
        except TimeoutError as error:
            raise NotMovable("what was said is not kept yet: its store is slow, or away") from error
        return Thread(self._standing, self._failures, self.lasted_s)

    def passed_on(self) -> None:
        self._is_passed_on = True

    async def look_up(self, thread: Thread) -> None:
        try:
            async with asyncio.timeout(LOOK_UP_WITHIN_S):
                await self._team.look_up(self._session_id, epoch=self._epoch)
                self._looked_up = await self._read(thread.standing, thread.failures, thread.lasted_s)
        except StaleEpoch:
            raise
        except Exception as error:
            raise NotMovable("what was said cannot be read") from error

    async def take_over(self) -> None:
        left, self._looked_up = self._looked_up, None
        if left is None:
            raise NotMovable("nothing was let go of")
        self._stand_as_before(left)
        await self._on_taken_over()
        try:
            await self._meter.settle()
            await self._go_on_saying(left.saying, was_noticed=False)
        except Exception as error:  # noqa: BLE001  # nobody else has the call any more
            self._log_failure(error)

    @property
    def turns(self) -> int:
        """Of the caller, so far."""
        return self._turns

    @property
    def opening(self) -> tuple[ReplyPart, ...]:
        if self._resumed is not None:
            return self._speaker, Words(self._resumed.words)
        return () if self._greeted or not self._team.greeting else (Words(self._team.greeting),)

    @property
    def unanswered(self) -> str | None:
        return self._unanswered

    def saying(self, text: str, heard: str) -> None:
        if self._is_passed_on:
            return
        self._note(Saying(self._said, text, heard) if self._resumed is None else self._resumed.saying(heard))
        self._note_standing()

    def _note(self, saying: Saying | None) -> None:
        if self._progress is not None:
            self._progress.note(self._session_id, saying, epoch=self._epoch)

    def _note_standing(self) -> None:
        if self._standings is not None and (standing := self._standing) != self._noted:
            self._noted = standing
            self._standings.note(self._session_id, standing, epoch=self._epoch)

    @property
    def _standing(self) -> CallStanding:
        return CallStanding(
            self.began_at,
            self._speaker,
            self._kept_turns,
            self._meter.of_turn,
            self._asked_for,
            self.waits_for_human,
        )

    @property
    def specialist(self) -> str:
        return self._speaker.name

    @property
    def pace(self) -> Pace:
        return self._speaker.pace

    @property
    def asked_for(self) -> AskedFor | None:
        return self._asked_for

    async def listen(self) -> None:
        if self._said is None and self._cap is None:
            await self._team.listen(self._session_id, epoch=self._epoch)

    async def prepare(self, utterance: str) -> None:
        if self._said is None and self._cap is None:
            if self._guess is not None and not are_same_words(self._guess, utterance):
                self._on_guess(False)
            self._guess = utterance
            await self._team.prepare(self._session_id, utterance, epoch=self._epoch)

    async def reply(self, utterance: str, *, waited_s: float = 0.0) -> AsyncGenerator[ReplyPart, None]:
        guess, self._guess = self._guess, None
        if guess is not None:
            self._on_guess(are_same_words(guess, utterance))
        await self._begin(utterance)
        answer = self._cover.cover(self._answered(utterance, self._team.apology), waited_s)
        async with aclosing(self._within_caps(answer)) as parts:
            async for part in parts:
                yield part

    async def silence(self) -> AsyncGenerator[ReplyPart, None]:
        await self._begin("")
        # Nothing was asked, so nothing needs an apology.
        async with aclosing(self._within_caps(self._answered(None, ""))) as parts:
            async for part in parts:
                yield part

    async def heard(self, text: str, *, interrupted: bool, response: ResponseTime | None = None) -> None:
        said, self._said = self._said, None
        text = self._cover.without(text)
        if self._resumed is not None:
            text, self._resumed = self._resumed.heard(text), None
        self._greeted = True
        if self._team_was_asked:
            await self._team.commit(self._session_id, text, epoch=self._epoch)
        await self._meter.settle()
        turn = self._turn(said, text, interrupted=interrupted, bill=self._meter.take_turn())
        await self._memory.append(self._session_id, turn, epoch=self._epoch)
        self._kept_turns += 1
        self._note(None)
        self._note_standing()
        await self._on_turn(turn, response)

    def used(self, leg: Leg, used: tuple[Used, ...]) -> None:
        self._meter.add(leg, self.specialist, used)

    async def end(self) -> None:
        """The call is over. What was used since its last turn is kept as one more, of which nothing was heard; by
        whoever has the call: its former owner has told of it, and what comes later counts for the tenant alone.
        """
        self._count_untold()
        await self._meter.settle()
        if self._is_passed_on:
            return
        bill = self._meter.take_turn()
        if bill.charges:
            with suppress(StaleEpoch):  # the successor keeps the record
                last = self._turn(self._said, "", interrupted=True, bill=bill)
                await self._memory.append(self._session_id, last, epoch=self._epoch)
                self._kept_turns += 1

    def _count_untold(self) -> None:
        for part in self._team.untold(self._session_id):
            self._meter.add(Leg.THINKING, part.specialist, part.used)

    async def _begin(self, said: str) -> None:
        if self._said is not None:
            await self.heard("", interrupted=True)
        self._said = said
        self._note(Saying(said))
        self._unanswered = None
        self._asked_for = None
        self._is_parting = False
        self._count_untold()
        await self._meter.settle()
        self._note_standing()
        self._team_was_asked = self._cap is None
        self._turns += bool(said)

    @property
    def _cap(self) -> EndReason | None:
        """Why the call may not go on."""
        if self._meter.is_spent:
            return EndReason.COST_CAP
        return self._bounds.reached(self.lasted_s, self._turns, self._meter.bill)

    async def _within_caps(self, answer: AsyncGenerator[ReplyPart, None]) -> AsyncGenerator[ReplyPart, None]:
        async with aclosing(answer) as parts:
            if self._team_was_asked:
                async for part in parts:
                    yield part
                await self._meter.settle()
                self._note_standing()
        if (cap := self._cap) is not None and not self._is_parting:
            yield Words(f" {CAPPED_GOODBYE}" if self._team_was_asked else CAPPED_GOODBYE)
            yield Farewell(cap)

    async def _answered(self, utterance: str | None, apology: str) -> AsyncGenerator[ReplyPart, None]:
        """The team's answer, or what is said instead of one.

        :param utterance: None for a silence.
        """
        if utterance is None:
            answer = self._team.silence(self._session_id, epoch=self._epoch)
        else:
            answer = self._team.reply(self._session_id, utterance, epoch=self._epoch)
        try:
            async with aclosing(self._noticing(answer)) as parts:
                async for part in parts:
                    yield part
        except StaleEpoch:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is, the caller must not hear dead air
            self._log_failure(error)
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                yield Words(f" {FAILED_GOODBYE}")
                self._is_parting = True
                yield Farewell(EndReason.PROVIDERS_FAILED)
            elif apology:
                yield Words(f" {apology}")
        else:
            self._failures = 0

    async def _noticing(self, answer: AsyncGenerator[ReplyPart, None]) -> AsyncGenerator[ReplyPart, None]:
        async with aclosing(answer) as parts:
            async for part in parts:
                match part:
                    case SpecialistChosen():
                        self._speaker = part
                    case ToolUsed():
                        self._asked_for = part.asks_for
                        self._note_standing()
                        await self._on_act(part)
                    case HumanWanted():
                        self.waits_for_human = True
                        self._note_standing()
                        await self._on_act(part)
                    case Farewell():
                        self._is_parting = True
                    case ModelUsed():
                        self._meter.add(Leg.THINKING, part.specialist, part.used)
                    case _:
                        pass
                yield part

    def _turn(self, said: str | None, heard: str, *, interrupted: bool, bill: Bill) -> Turn:
        return Turn(said or "", heard, self.specialist, interrupted, self._now(), bill)

    def _log_failure(self, error: Exception) -> None:
        # A traceback may hold what the vendor said, and that what the caller said.
        kind = type(error.__cause__ or error).__name__
        logger.error("no answer could be made: %s", kind, extra={"session_id": self._session_id})
