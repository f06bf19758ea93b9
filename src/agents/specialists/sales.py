"""Sales: plans, prices, contracts, orders and bills."""

from pathlib import Path

from domain.entities.specialist import Specialist

SPECIALIST = Specialist(
    name="sales",
    description="plans, prices, contracts, orders and bills",
    keywords=(
        "plan", "price", "cost", "how much", "pay", "bill", "invoice", "discount", "offer", "order", "buy",
        "contract", "cancel", "upgrade", "downgrade", "subscri", "sign up", "cheap", "expensive", "moving",
        "move", "deal", "seat", "euro", "free", "interested",
    ),
    prompt=Path(__file__).with_suffix(".md").read_text(encoding="utf-8"),
    knowledge=("sales", "company"),
)  # fmt: skip
