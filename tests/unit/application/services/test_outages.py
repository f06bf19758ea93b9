"""Outages."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest

from application.services.outages import Outages
from domain.entities.outage import Area, Outage
from domain.errors import Refused
from tests.fakes.clock import FakeClock

AREAS = (Area("Eastmoor", frozenset({"42175", "42176"})), Area("Aldermere", frozenset({"42171"})))


def outages(clock: FakeClock, over: datetime | time) -> Outages:
    return Outages(AREAS, [Outage(frozenset({"42175"}), "a cable was cut", over)], clock)


def test_an_outage_is_known_where_it_is_and_nowhere_else() -> None:
    service = outages(FakeClock(), datetime(2026, 1, 1, 18, tzinfo=UTC))

    there = service.at("42175")

    assert there.area == "Eastmoor"
    assert there.outage is not None
    assert there.over == datetime(2026, 1, 1, 18, tzinfo=UTC)
    assert service.at("42176").outage is None
    assert service.at("42171").area == "Aldermere"


def test_an_outage_whose_time_has_passed_is_over() -> None:
    clock = FakeClock()
    service = outages(clock, clock.now + timedelta(seconds=1))
    assert service.at("42175").outage is not None

    clock.pass_time(1)

    assert service.at("42175").outage is None


def test_an_hour_alone_is_the_next_one_that_comes() -> None:
    clock = FakeClock()
    service = outages(clock, time(18))
    assert service.at("42175").over == datetime(2026, 1, 1, 18, tzinfo=UTC)

    clock.pass_time(timedelta(hours=18).total_seconds())

    assert service.at("42175").over == datetime(2026, 1, 2, 18, tzinfo=UTC)


def test_a_moment_is_told_in_the_callers_time_zone() -> None:
    over = datetime(2026, 1, 1, 18, tzinfo=timezone(timedelta(hours=2)))

    told = outages(FakeClock(), over).at("42175").over

    assert told == over
    assert told is not None
    assert told.hour == 16


def test_a_postcode_outside_the_network_is_refused_and_read_back() -> None:
    with pytest.raises(Refused, match="no connection in 9 9 9 9 9"):
        outages(FakeClock(), time(18)).at("99999")
