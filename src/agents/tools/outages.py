"""The tool for outages."""

from datetime import date, datetime
from typing import Annotated

from agents.toolkit import Ask, said_beside, tool
from application.services.outages import Outages
from domain.entities import spoken
from domain.entities.tool import ToolResult

_SAID = said_beside(__file__)


@tool(
    about="an outage",
    examples=_SAID["outage"],
)
def outage(
    outages: Outages,
    postcode: Annotated[str, Ask("What is your postcode?", "the postcode of the connection", digits=5)],
) -> ToolResult:
    """Says whether the network is down at a postcode, and until when."""
    report = outages.at(postcode)
    where = f"{report.area}, postcode {spoken.digits(postcode)}"
    if report.outage is None or report.over is None:
        return ToolResult(
            f"No, there is no outage in {where}.",
            facts={"postcode": postcode, "area": report.area, "outage": False},
        )
    over = _over(report.over, outages.today())
    return ToolResult(
        f"Yes, there is an outage in {where}: {report.outage.cause}. It should be over {over}.",
        facts={"postcode": postcode, "area": report.area, "outage": True, "over": over},
    )


def _over(moment: datetime, today: date) -> str:
    """ "today at six in the evening" """
    ahead = (moment.date() - today).days
    when = {0: "today", 1: "tomorrow"}.get(ahead, f"on {spoken.day(moment)}")
    return f"{when} at {spoken.clock(moment.time())}"
