"""Tools for orders."""

from collections.abc import Mapping
from typing import Annotated

from agents.toolkit import Ask, said_beside, tool
from agents.tools.plans import plan_choices
from application.services.orders import Orders
from domain.entities import spoken
from domain.entities.order import NewOrder, Order
from domain.entities.tool import CallContext, Kind, ToolCall, ToolResult, Value

_SAID = said_beside(__file__)

_Plan = Annotated[str, Ask("Which plan would you like?", "the plan to order", choices=plan_choices)]
_Email = Annotated[str, Ask("What is your email address?", "where the confirmation goes", Kind.EMAIL)]
_Seats = Annotated[int, Ask("For how many seats?", "how many people use it", Kind.COUNT)]
_Yearly = Annotated[bool, Ask("Would you like to pay for a year at once?", "pays for a year at once")]
_Number = Annotated[str, Ask("What is the order number?", "the number of the order", Kind.DIGITS)]


def _read_back_order(
    orders: Orders, plan: _Plan, email: _Email, seats: _Seats = 1, yearly: _Yearly = False
) -> str:
    order = orders.check(plan, email, seats, yearly=yearly)
    return (
        f"Shall I order {_what(order)}, for {spoken.email(order.email)}, at {_price(order)}, "
        f"and {spoken.sum_of(order.setup)} once for the setup?"
    )


@tool(
    about="your order",
    examples=_SAID["place_order"],
    read_back=_read_back_order,
)
def place_order(
    orders: Orders,
    call: CallContext,
    plan: _Plan,
    email: _Email,
    seats: _Seats = 1,
    yearly: _Yearly = False,
) -> ToolResult:
    """Orders a plan for the caller."""
    order = orders.place(call.key, plan, email, seats, yearly=yearly)
    if order.cancelled_at is not None:
        return ToolResult(_status(order), facts=_facts(order))
    return ToolResult(
        f"Ordered: {_what(order.content)}, at {_price(order.content)}. "
        f"Your order number is {spoken.digits(order.number)}.",
        facts=_facts(order),
        undo=ToolCall("cancel_order", {"order_number": order.number}),
    )


def _read_back_cancelling(orders: Orders, order_number: _Number) -> str:
    order = orders.check_cancelling(order_number)
    return f"Shall I cancel order {spoken.digits(order.number)}, {_what(order.content)}?"


@tool(
    about="cancelling your order",
    examples=_SAID["cancel_order"],
    read_back=_read_back_cancelling,
)
def cancel_order(orders: Orders, call: CallContext, order_number: _Number) -> ToolResult:
    """Takes an order back."""
    order = orders.cancel(call.key, order_number)
    return ToolResult(
        f"Cancelled: order {spoken.digits(order.number)}, {_what(order.content)}. You pay nothing.",
        facts=_facts(order),
    )


@tool(
    about="your order",
    examples=_SAID["order_status"],
)
def order_status(orders: Orders, order_number: _Number) -> ToolResult:
    """Says how an order stands."""
    order = orders.find(order_number)
    return ToolResult(_status(order), facts=_facts(order))


def _status(order: Order) -> str:
    number = spoken.digits(order.number)
    if order.cancelled_at is not None:
        return f"Order {number} is cancelled, since {spoken.day(order.cancelled_at)}. You pay nothing."
    return (
        f"Order {number} is placed: {_what(order.content)}, at {_price(order.content)}, "
        f"ordered on {spoken.day(order.placed_at)}."
    )


def _what(order: NewOrder) -> str:
    seats = f" with {spoken.count(order.seats, 'seat')}" if order.seats > 1 else ""
    return f"the {order.plan} plan{seats}"


def _price(order: NewOrder) -> str:
    return f"{spoken.euros(order.total)} a {order.period}"


def _facts(order: Order) -> Mapping[str, Value]:
    return {
        "order_number": order.number,
        "plan": order.content.plan,
        "seats": order.content.seats,
        f"euros_a_{order.content.period}": spoken.amount(order.content.total),
        "setup_euros_once": spoken.amount(order.content.setup),
        "status": "placed" if order.cancelled_at is None else "cancelled",
    }
