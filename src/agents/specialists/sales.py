"""Sales: plans, prices, contracts, orders and bills."""

from agents.toolkit import prompt_beside
from agents.tools.invoices import invoice
from agents.tools.orders import cancel_order, order_status, place_order
from agents.tools.plans import compare_plans, quote
from domain.entities.specialist import Specialist

SPECIALIST = Specialist(
    name="sales",
    description="plans, prices, contracts, orders and bills",
    keywords=(
        "plan", "price", "cost", "how much", "pay", "bill", "invoice", "discount", "offer", "order", "buy",
        "contract", "upgrade", "downgrade", "subscri", "sign up", "cheap", "expensive", "moving",
        "move", "deal", "seat", "euro", "free", "interested",
    ),
    prompt=prompt_beside(__file__),
    knowledge=("sales", "company"),
    tools=(quote, compare_plans, place_order, cancel_order, order_status, invoice),
)  # fmt: skip
