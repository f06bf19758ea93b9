"""How far one call has come."""

from collections.abc import Callable, Sequence
from datetime import datetime

from application.billing.meter import CallMeter
from domain.entities.bill import NOTHING
from domain.entities.handover import Thread
from domain.entities.reply import AskedFor, SpecialistChosen
from domain.entities.specialist import SUPERVISOR
from domain.entities.standing import CallStanding
from domain.entities.turn import Turn


class CallCourse:
    """What whoever carries the call next must know of it, and is in no turn.

    :param note: keeps where the call stands.
    :ivar began_at: of the call, as far as is known here.
    :ivar turns: of the caller.
    :ivar kept_turns: those included in which the caller said nothing.
    :ivar failures: answers in a row that could not be made.
    """

    def __init__(
        self,
        meter: CallMeter,
        note: Callable[[CallStanding], None] | None,
        began_at: datetime,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._meter = meter
        self._note = note
        self._noted: CallStanding | None = None
        self._clock = clock
        self._now = now
        self._began_s = clock()
        self.began_at = began_at
        self.speaker = SpecialistChosen(SUPERVISOR)
        self.asked_for: AskedFor | None = None
        self.waits_for_human = False
        self.turns = self.kept_turns = self.failures = 0

    @property
    def lasted_s(self) -> float:
        """Since the call began, whoever carried it then."""
        return self._clock() - self._began_s

    @property
    def standing(self) -> CallStanding:
        return CallStanding(
            self.began_at,
            self.speaker,
            self.kept_turns,
            self._meter.of_turn,
            self.asked_for,
            self.waits_for_human,
        )

    @property
    def thread(self) -> Thread:
        return Thread(self.standing, self.failures, self.lasted_s)

    def note(self) -> None:
        """Where the call stands now, if that has changed."""
        if self._note is not None and (standing := self.standing) != self._noted:
            self._noted = standing
            self._note(standing)

    def go_on(
        self,
        turns: Sequence[Turn],
        standing: CallStanding | None,
        failures: int = 0,
        lasted_s: float | None = None,
    ) -> None:
        """From where another owner was.

        :param turns: that were kept of the call.
        :param standing: as it was noted last.
        :param lasted_s: None: as the clocks tell.
        """
        self.turns, self.kept_turns = sum(bool(turn.said) for turn in turns), len(turns)
        self.failures = failures
        if turns:
            self.speaker = SpecialistChosen(turns[-1].specialist)
            self.began_at = min(self.began_at, turns[0].at)
        open_bill = NOTHING
        if standing is not None:
            self.speaker, self.asked_for = standing.speaker, standing.asked_for
            self.began_at, self.waits_for_human = standing.began_at, standing.waits_for_human
            open_bill = standing.open_bill if standing.turns == len(turns) else NOTHING
        # By two machines' clocks, which may differ: a call lasts no less than nothing.
        by_clocks_s = max(0.0, (self._now() - self.began_at).total_seconds())
        self._began_s = self._clock() - (by_clocks_s if lasted_s is None else lasted_s)
        self._meter.carry_on(sum((turn.bill for turn in turns), NOTHING), open_bill)
