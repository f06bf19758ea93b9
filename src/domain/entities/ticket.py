"""A fault that somebody looks at."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """:ivar number: digits; no other ticket has it.
    :ivar problem: the name of a guide, or `other`.
    :ivar closed_at: None while it is open.
    """

    number: str
    problem: str
    opened_at: datetime
    closed_at: datetime | None = None
