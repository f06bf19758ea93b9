"""Where a call stands, beside what was said in it."""

from dataclasses import dataclass
from datetime import datetime

from domain.entities.bill import NOTHING, Bill
from domain.entities.reply import AskedFor, SpecialistChosen


@dataclass(frozen=True, slots=True)
class CallStanding:
    """What a successor must know of it.

    :ivar began_at: of the call, whoever carried it then. Its length is counted from there.
    :ivar speaker: who speaks now.
    :ivar turns: that were kept of the call when this was noted, those included in which the caller said nothing.
    :ivar open_bill: what was used since the last of them. With more turns it is in one of theirs.
    :ivar asked_for: what the caller was asked for last.
    :ivar waits_for_human: the caller has asked for a person.
    """

    began_at: datetime
    speaker: SpecialistChosen
    turns: int = 0
    open_bill: Bill = NOTHING
    asked_for: AskedFor | None = None
    waits_for_human: bool = False
