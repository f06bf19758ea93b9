"""The tool for bills."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agents.toolkit import Ask, said_beside, tool
from application.services.invoices import Invoices
from domain.entities import spoken
from domain.entities.invoice import InvoiceLine
from domain.entities.tool import ToolResult

_SAID = said_beside(__file__)

_MOST_LINES = 3
"""As many as one remembers who hears them."""


@tool(
    about="your invoice",
    examples=_SAID["invoice"],
)
def invoice(
    invoices: Invoices,
    customer_number: Annotated[
        str, Ask("What is your customer number? It has six digits.", "the customer's number", digits=6)
    ],
    postcode: Annotated[str, Ask("And what is your postcode?", "the customer's postcode", digits=5)],
) -> ToolResult:
    """Reads out the customer's latest invoice."""
    latest = invoices.latest(customer_number, postcode)
    issued, total = spoken.day(latest.issued), spoken.euros(latest.total)
    return ToolResult(
        f"{total[0].upper()}{total[1:]} is your invoice of {issued}: {_lines(latest.lines)}. "
        f"It is {'paid' if latest.paid else 'not paid yet'}.",
        facts={
            "invoice_number": latest.number,
            "issued": issued,
            "euros": spoken.amount(latest.total),
            "status": "paid" if latest.paid else "not paid yet",
            **{line.text: spoken.amount(line.amount) for line in latest.lines},
        },
    )


def _lines(lines: Sequence[InvoiceLine]) -> str:
    """Each line while they are few; else the first ones, and the rest in one."""
    told = len(lines) if len(lines) <= _MOST_LINES else _MOST_LINES - 1
    items, rest = [_item(line) for line in lines[:told]], lines[told:]
    if rest:
        items.append(_item(InvoiceLine("the rest", sum((line.amount for line in rest), Decimal()))))
    return spoken.listed(items)


def _item(line: InvoiceLine) -> str:
    if line.amount < 0:
        return f"{spoken.sum_of(-line.amount)} off for {line.text}"
    return f"{spoken.sum_of(line.amount)} for {line.text}"
