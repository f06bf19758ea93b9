"""Hold the conversation of one call: the agents answer, and what was heard is remembered."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from application.billing.bounds import Bounds
from application.billing.meter import CallMeter
from application.graphs.ahead import are_same_words
from application.use_cases.answering import Answering, OnAct, log_failure
from application.use_cases.course import CallCourse
from application.use_cases.cover_waits import WaitCover
from application.use_cases.resumption import CUT_OFF, Resumption
from domain.entities.bill import Bill, Leg
from domain.entities.handover import Thread
from domain.entities.reply import (
    AskedFor,
    HumanWanted,
    ReplyPart,
    ToolUsed,
    Words,
)
from domain.entities.response_time import ResponseTime
from domain.entities.saying import Saying
from domain.entities.specialist import Pace
from domain.entities.standing import CallStanding
from domain.entities.turn import Turn
from domain.entities.usage import Used
from domain.errors import NotMovable, StaleEpoch
from domain.interfaces.agent import AgentTeam
from domain.interfaces.conversation import Conversation
from domain.interfaces.memory import CallMemory
from domain.interfaces.progress import AnswerProgress
from domain.interfaces.standing import CallStandings

LET_GO_WITHIN_S = 0.5
"""It takes milliseconds, in which the caller is heard by nobody: their sound waits."""

LOOK_UP_WITHIN_S = 0.5
"""The same."""

CLAIM_WITHIN_S = 0.5
"""The same, for whoever is about to come back."""

OnTurn = Callable[[Turn, ResponseTime | None], Awaitable[None]]
"""Told of each turn that is over, and how long its answer took to begin."""

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
        self._on_guess = on_guess
        self._on_taken_over = on_taken_over
        self._meter = meter or CallMeter()
        self._progress = progress
        self._standings = standings
        self._now = now
        note = partial(standings.note, session_id, epoch=epoch) if standings is not None else None
        self._course = CallCourse(self._meter, note, began_at or now(), clock, now)
        self._answering = Answering(session_id, self._course, self._meter, bounds or Bounds(), on_act)
        self._cover = WaitCover()
        self._said: str | None = None
        self._is_made = True
        self._latest: Saying | None = None
        self._guess: str | None = None
        self._greeted = False
        self._resumed: Resumption | None = None
        self._unanswered: str | None = None
        self._apology = ""
        self._looked_up: _LeftBehind | None = None
        self._is_passed_on = False

    async def resume(self) -> None:
        """Go on with a call whose owner is gone: nothing is forgotten, nobody is greeted twice, and what was being
        said goes on after the last word that was heard, or is made anew where it had no end yet, behind an apology
        to whoever noticed.

        :raises StaleEpoch: the call has a newer owner.
        """
        await self.claim()
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
        self._greeted = bool(left.turns) or left.saying is not None
        self._course.go_on(left.turns, left.standing, left.failures, left.lasted_s)

    async def _go_on_saying(self, saying: Saying | None, *, was_noticed: bool) -> None:
        self._latest = saying
        if saying is None:
            return
        was_noticed = was_noticed and bool(saying.heard)
        if saying.is_unanswered:
            self._unanswered, self._apology = saying.utterance or None, CUT_OFF if was_noticed else ""
            return
        self._said, self._resumed = saying.utterance, Resumption(saying, was_noticed=was_noticed)
        await self._team.resume(self._session_id, saying.utterance or "", saying.text, epoch=self._epoch)
        if not saying.rest:
            await self.heard("", interrupted=False)

    @property
    def began_at(self) -> datetime:
        """Of the call, as far as is known here."""
        return self._course.began_at

    @property
    def lasted_s(self) -> float:
        """Since the call began, whoever carried it then."""
        return self._course.lasted_s

    @property
    def waits_for_human(self) -> bool:
        return self._course.waits_for_human

    async def cut_off(self) -> None:
        self._cover.end()
        self._said, self._resumed = None, None
        try:
            await self._go_on_saying(self._latest, was_noticed=True)
        except Exception as error:  # noqa: BLE001  # a call without the rest of an answer is better than none
            log_failure(error, self._session_id)

    async def claim(self) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLAIM_WITHIN_S):
                return await self._memory.claim(self._session_id, epoch=self._epoch)
        return False

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
        return self._course.thread

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
            log_failure(error, self._session_id)

    @property
    def turns(self) -> int:
        """Of the caller, so far."""
        return self._course.turns

    @property
    def opening(self) -> tuple[ReplyPart, ...]:
        if self._resumed is not None:
            return self._course.speaker, Words(self._resumed.words)
        return () if self._greeted or not self._team.greeting else (Words(self._team.greeting),)

    @property
    def unanswered(self) -> str | None:
        return self._unanswered

    def saying(self, text: str, heard: str) -> None:
        if self._is_passed_on:
            return
        self._note(self._as_far_as(text, heard) if self._resumed is None else self._resumed.saying(heard))
        self._course.note()

    def _as_far_as(self, text: str, heard: str) -> Saying:
        return Saying(self._said, self._cover.without(text), self._cover.without(heard), self._is_made)

    def _note(self, saying: Saying | None) -> None:
        self._latest = saying
        if self._progress is not None:
            self._progress.note(self._session_id, saying, epoch=self._epoch)

    @property
    def specialist(self) -> str:
        return self._course.speaker.name

    @property
    def pace(self) -> Pace:
        return self._course.speaker.pace

    @property
    def asked_for(self) -> AskedFor | None:
        return self._course.asked_for

    async def listen(self) -> None:
        if self._said is None and self._answering.cap is None:
            await self._team.listen(self._session_id, epoch=self._epoch)

    async def prepare(self, utterance: str) -> None:
        if self._said is None and self._answering.cap is None:
            if self._guess is not None and not are_same_words(self._guess, utterance):
                self._on_guess(False)
            self._guess = utterance
            await self._team.prepare(self._session_id, utterance, epoch=self._epoch)

    async def reply(self, utterance: str, *, waited_s: float = 0.0) -> AsyncGenerator[ReplyPart, None]:
        guess, self._guess = self._guess, None
        if guess is not None:
            self._on_guess(are_same_words(guess, utterance))
        await self._begin(utterance)
        answer = self._team.reply(self._session_id, utterance, epoch=self._epoch)
        apology, self._apology = self._apology, ""
        covered = self._cover.cover(self._answering.in_any_case(answer, self._team.apology), waited_s, apology)
        async with aclosing(self._answering.within_caps(covered)) as parts:
            if apology:
                yield self._course.speaker
            async for part in parts:
                yield part
        self._is_made = True

    async def silence(self) -> AsyncGenerator[ReplyPart, None]:
        await self._begin("")
        answer = self._team.silence(self._session_id, epoch=self._epoch)
        # Nothing was asked, so nothing needs an apology.
        async with aclosing(self._answering.within_caps(self._answering.in_any_case(answer, ""))) as parts:
            async for part in parts:
                yield part
        self._is_made = True

    async def heard(self, text: str, *, interrupted: bool, response: ResponseTime | None = None) -> None:
        said, self._said = self._said, None
        text = self._cover.without(text)
        self._cover.end()
        if self._resumed is not None:
            text, self._resumed = self._resumed.heard(text), None
        self._greeted = True
        if self._answering.team_is_asked:
            await self._team.commit(self._session_id, text, epoch=self._epoch)
        await self._meter.settle()
        turn = self._turn(said, text, interrupted=interrupted, bill=self._meter.take_turn())
        await self._memory.append(self._session_id, turn, epoch=self._epoch)
        self._course.kept_turns += 1
        self._note(None)
        self._course.note()
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
                self._course.kept_turns += 1

    def _count_untold(self) -> None:
        for part in self._team.untold(self._session_id):
            self._meter.add(Leg.THINKING, part.specialist, part.used)

    async def _begin(self, said: str) -> None:
        if self._said is not None:
            await self.heard("", interrupted=True)
        self._said, self._is_made = said, False
        self._note(Saying(said, is_made=False))
        self._unanswered = None
        self._course.asked_for = None
        self._count_untold()
        await self._meter.settle()
        self._course.note()
        self._answering.begin()
        self._course.turns += bool(said)

    def _turn(self, said: str | None, heard: str, *, interrupted: bool, bill: Bill) -> Turn:
        return Turn(said or "", heard, self.specialist, interrupted, self._now(), bill)
