"""Knows where the network is down."""

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta

from domain.entities import spoken
from domain.entities.outage import Area, Outage, OutageReport
from domain.errors import Refused


class Outages:
    """:param now: an aware clock, in the time zone of the callers."""

    def __init__(self, areas: Collection[Area], outages: Collection[Outage], now: Callable[[], datetime]) -> None:
        self._areas = {postcode: area.name for area in areas for postcode in area.postcodes}
        self._outages = tuple(outages)
        self._now = now

    def today(self) -> date:
        """Where the callers are."""
        return self._now().date()

    def at(self, postcode: str) -> OutageReport:
        """How it is there now. An outage whose time has passed is over.

        :raises Refused: the network does not reach that postcode.
        """
        if postcode not in self._areas:
            raise Refused(f"I find no connection in {spoken.digits(postcode)}. Could you check the postcode?")
        area = self._areas[postcode]
        now = self._now()
        for outage in self._outages:
            over = _moment(outage.over, now)
            if postcode in outage.postcodes and over > now:
                return OutageReport(area, outage, over)
        return OutageReport(area)


def _moment(over: datetime | time, now: datetime) -> datetime:
    """An hour that comes every day is the next one."""
    if isinstance(over, datetime):
        return over.astimezone(now.tzinfo)
    today = datetime.combine(now.date(), over, now.tzinfo)
    return today if today > now else today + timedelta(days=1)
