"""An engineer who comes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class HalfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """When an engineer may come. Slots sort by time."""

    day: date
    half: HalfDay


@dataclass(frozen=True, slots=True)
class Visit:
    """:ivar number: digits; no other visit has it.
    :ivar cancelled_at: None while the engineer is to come.
    """

    number: str
    slot: Slot
    booked_at: datetime
    cancelled_at: datetime | None = None
