"""Tools for tickets."""

from collections.abc import Mapping
from typing import Annotated

from agents.toolkit import Ask, said_beside, tool
from agents.tools.troubleshooting import guide_choices
from application.services.tickets import OTHER, Tickets
from application.services.troubleshooting import Troubleshooting
from domain.entities import spoken
from domain.entities.ticket import Ticket
from domain.entities.tool import CallContext, Kind, Services, ToolCall, ToolResult, Value

_SAID = said_beside(__file__)


def _problems(services: Services) -> Mapping[str, tuple[str, ...]]:
    return {**guide_choices(services), OTHER: ("something else", "another problem", "none of these")}


_Problem = Annotated[str, Ask("What is the ticket about?", "what does not work", choices=_problems)]
_Number = Annotated[str, Ask("What is the ticket number?", "the number of the ticket", Kind.DIGITS)]


def _read_back_opening(troubleshooting: Troubleshooting, problem: _Problem) -> str:
    return f"Shall I open a ticket about {_about(troubleshooting, problem)}?"


@tool(
    about="your ticket",
    examples=_SAID["open_ticket"],
    read_back=_read_back_opening,
)
def open_ticket(
    tickets: Tickets, troubleshooting: Troubleshooting, call: CallContext, problem: _Problem
) -> ToolResult:
    """Opens a ticket, so that an engineer looks at a fault."""
    ticket = tickets.open(call.key, problem)
    about = _about(troubleshooting, problem)
    if ticket.closed_at is not None:
        return ToolResult(_status(ticket, about), facts=_facts(ticket))
    number = spoken.digits(ticket.number)
    return ToolResult(
        f"Your ticket number is {number}. An engineer will look at {about}.",
        facts=_facts(ticket),
        undo=ToolCall("close_ticket", {"ticket_number": ticket.number}),
    )


@tool(
    about="your ticket",
    examples=_SAID["ticket_status"],
)
def ticket_status(tickets: Tickets, troubleshooting: Troubleshooting, ticket_number: _Number) -> ToolResult:
    """Says how a ticket stands."""
    ticket = tickets.find(ticket_number)
    return ToolResult(_status(ticket, _about(troubleshooting, ticket.problem)), facts=_facts(ticket))


def _read_back_closing(tickets: Tickets, ticket_number: _Number) -> str:
    return f"Shall I close ticket {spoken.digits(tickets.find(ticket_number).number)}?"


@tool(
    about="closing your ticket",
    examples=_SAID["close_ticket"],
    read_back=_read_back_closing,
)
def close_ticket(tickets: Tickets, call: CallContext, ticket_number: _Number) -> ToolResult:
    """Closes a ticket."""
    ticket = tickets.close(call.key, ticket_number)
    return ToolResult(f"Closed: ticket {spoken.digits(ticket.number)}.", facts=_facts(ticket))


def _about(troubleshooting: Troubleshooting, problem: str) -> str:
    return "your problem" if problem == OTHER else troubleshooting.guide(problem).about


def _status(ticket: Ticket, about: str) -> str:
    number = spoken.digits(ticket.number)
    if ticket.closed_at is not None:
        return f"Ticket {number} is closed, since {spoken.day(ticket.closed_at)}."
    return f"Ticket {number} is open: it is about {about}, since {spoken.day(ticket.opened_at)}."


def _facts(ticket: Ticket) -> Mapping[str, Value]:
    return {
        "ticket_number": ticket.number,
        "problem": ticket.problem,
        "status": "open" if ticket.closed_at is None else "closed",
    }
