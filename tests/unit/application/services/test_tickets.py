"""Tickets."""

import pytest

from application.services.tickets import OTHER, Tickets
from domain.errors import KeyTaken, Refused
from tests.fakes.clock import FakeClock
from tests.fakes.tickets import FakeTicketRecords


@pytest.fixture
def tickets() -> Tickets:
    return Tickets(FakeTicketRecords(), ["slow_wifi"], FakeClock())


def test_a_ticket_is_opened_found_and_closed(tickets: Tickets) -> None:
    opened = tickets.open("k1", "slow_wifi")
    assert tickets.find(opened.number) == opened

    closed = tickets.close("k2", opened.number)

    assert closed.closed_at is not None
    assert tickets.close("k3", opened.number) == closed
    assert tickets.find(opened.number) == closed


def test_the_same_key_opens_one_ticket(tickets: Tickets) -> None:
    first = tickets.open("k1", "slow_wifi")

    assert tickets.open("k1", "slow_wifi") == first
    with pytest.raises(KeyTaken):
        tickets.open("k1", OTHER)


def test_a_ticket_is_about_a_known_problem_or_another_one(tickets: Tickets) -> None:
    assert tickets.open("k1", OTHER).problem == OTHER
    with pytest.raises(Refused, match="something else"):
        tickets.open("k2", "my laptop")


def test_an_unknown_number_is_refused_and_read_back(tickets: Tickets) -> None:
    with pytest.raises(Refused, match="no ticket 9 9 9 9 9"):
        tickets.find("99999")
    with pytest.raises(Refused, match="no ticket 9 9 9 9 9"):
        tickets.close("k1", "99999")
