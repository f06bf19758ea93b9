"""Where the network is down."""

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True, slots=True)
class Area:
    """A place that the network reaches.

    :ivar postcodes: five digits each.
    """

    name: str
    postcodes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outage:
    """:ivar postcodes: where.
    :ivar cause: what happened, as a clause: `a fibre cable was cut`
    :ivar over: when it should be over: a moment with its time zone, or a full or half hour that comes every day.
    """

    postcodes: frozenset[str]
    cause: str
    over: datetime | time


@dataclass(frozen=True, slots=True)
class OutageReport:
    """What is known of a place now.

    :ivar outage: None when all is well there.
    :ivar over: when it should be over; None without an outage.
    """

    area: str
    outage: Outage | None = None
    over: datetime | None = None
