"""What callers hear about tickets."""

import pytest

from agents.tools.tickets import close_ticket, open_ticket, ticket_status
from domain.entities import spoken
from domain.errors import KeyTaken, Refused
from tests.unit.agents.tools.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_ticket_is_opened_looked_up_and_closed(desk: Desk) -> None:
    assert desk.read_back(open_ticket, problem="connection_drops") == (
        "Shall I open a ticket about the connection that drops?"
    )
    opened = desk.use(open_ticket, problem="connection_drops")
    number = str(opened.facts["ticket_number"])
    said = spoken.digits(number)
    assert opened.say == f"Your ticket number is {said}. An engineer will look at the connection that drops."

    assert desk.use(ticket_status, ticket_number=number).say == (
        f"Ticket {said} is open: it is about the connection that drops, since the 1st of January."
    )

    assert desk.read_back(close_ticket, ticket_number=number) == f"Shall I close ticket {said}?"
    assert desk.undo(opened, close_ticket).say == desk.undo(opened, close_ticket).say == f"Closed: ticket {said}."
    assert (
        desk.use(ticket_status, ticket_number=number).say == f"Ticket {said} is closed, since the 1st of January."
    )


def test_the_same_use_opens_one_ticket(desk: Desk) -> None:
    first = desk.use(open_ticket, "k1", problem="slow_wifi")

    assert desk.use(open_ticket, "k1", problem="slow_wifi") == first
    with pytest.raises(KeyTaken):
        desk.use(open_ticket, "k1", problem="other")


def test_a_use_that_comes_back_after_closing_says_so(desk: Desk) -> None:
    opened = desk.use(open_ticket, "k1", problem="slow_wifi")
    desk.undo(opened, close_ticket)

    again = desk.use(open_ticket, "k1", problem="slow_wifi")

    assert "is closed" in again.say
    assert again.undo is None


def test_a_problem_without_a_guide_has_a_ticket_too(desk: Desk) -> None:
    assert desk.read_back(open_ticket, problem="other") == "Shall I open a ticket about your problem?"
    assert desk.use(open_ticket, problem="other").facts["problem"] == "other"


def test_an_unknown_ticket_is_refused_before_it_is_read_back(desk: Desk) -> None:
    with pytest.raises(Refused, match="no ticket 6 6 6 6 6"):
        desk.read_back(close_ticket, ticket_number="66666")
    with pytest.raises(Refused, match="no ticket 7 7 7 7 7"):
        desk.use(ticket_status, ticket_number="77777")
