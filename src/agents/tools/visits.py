"""Tools for the visits of engineers."""

from collections.abc import Mapping
from typing import Annotated

from agents.toolkit import Ask, said_beside, tool
from application.services.visits import Visits
from domain.entities import spoken
from domain.entities.tool import CallContext, Kind, ToolCall, ToolResult, Value
from domain.entities.visit import HalfDay, Slot, Visit

_SAID = said_beside(__file__)

_DAYS = {day: (f"on {day}", f"this {day}", f"next {day}") for day in spoken.WEEKDAYS}
_TIMES = {
    HalfDay.MORNING.value: ("in the morning", "before noon", "early", "at nine"),
    HalfDay.AFTERNOON.value: ("in the afternoon", "after lunch", "late", "at three"),
}

_Day = Annotated[str, Ask("On which day, from Monday to Friday?", "the day of the visit", choices=_DAYS)]
_Time = Annotated[str, Ask("In the morning, or in the afternoon?", "which half of that day", choices=_TIMES)]
_Number = Annotated[str, Ask("What is the number of the visit?", "the number of the visit", Kind.DIGITS)]


def _read_back_booking(visits: Visits, day: _Day, time: _Time) -> str:
    return f"Shall I send an engineer {_when(visits.check(day, time))}?"


@tool(
    about="a visit by an engineer",
    examples=_SAID["book_visit"],
    read_back=_read_back_booking,
)
def book_visit(visits: Visits, call: CallContext, day: _Day, time: _Time) -> ToolResult:
    """Books a visit by an engineer, within the next seven days."""
    visit = visits.book(call.key, day, time)
    number = spoken.digits(visit.number)
    if visit.cancelled_at is not None:
        return ToolResult(f"Visit {number} is cancelled.", facts=_facts(visit))
    return ToolResult(
        f"Booked: an engineer comes {_when(visit.slot)}. The number of the visit is {number}.",
        facts=_facts(visit),
        undo=ToolCall("cancel_visit", {"visit_number": visit.number}),
    )


def _read_back_cancelling(visits: Visits, visit_number: _Number) -> str:
    visit = visits.check_cancelling(visit_number)
    return f"Shall I cancel the visit {_when(visit.slot)}?"


@tool(
    about="cancelling a visit",
    examples=_SAID["cancel_visit"],
    read_back=_read_back_cancelling,
)
def cancel_visit(visits: Visits, call: CallContext, visit_number: _Number) -> ToolResult:
    """Cancels a visit by an engineer."""
    visit = visits.cancel(call.key, visit_number)
    return ToolResult(f"Cancelled: the visit {_when(visit.slot)}.", facts=_facts(visit))


def _when(slot: Slot) -> str:
    """ "on Tuesday morning, the 24th of November" """
    return f"on {spoken.weekday(slot.day)} {slot.half}, {spoken.day(slot.day)}"


def _facts(visit: Visit) -> Mapping[str, Value]:
    return {
        "visit_number": visit.number,
        "when": f"{spoken.weekday(visit.slot.day)} {visit.slot.half}, {spoken.day(visit.slot.day)}",
        "status": "booked" if visit.cancelled_at is None else "cancelled",
    }
