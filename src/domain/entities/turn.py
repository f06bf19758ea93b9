"""One exchange: what the caller said, and what the caller heard back."""

from dataclasses import dataclass
from datetime import datetime

from domain.entities.bill import NOTHING, Bill


@dataclass(frozen=True, slots=True)
class Turn:
    """An exchange that is over. The bills of all turns of a call are the call's.

    :ivar said: the caller's words; empty for the greeting, and for what the agents said into a silence.
    :ivar heard: what reached the caller's ear of the answer: all of it, or, after a barge-in, less.
    :ivar specialist: who answered.
    :ivar interrupted: the caller cut the answer short.
    :ivar bill: what was used since the turn before.
    """

    said: str
    heard: str
    specialist: str
    interrupted: bool
    at: datetime
    bill: Bill = NOTHING
