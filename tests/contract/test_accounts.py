"""What all accounts promise."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.entities.invoice import Account, Invoice, InvoiceLine
from domain.interfaces.accounts import Accounts
from infrastructure.adapters.business_data.accounts import FileAccounts
from tests.fakes.accounts import FakeAccounts

OCTOBER = Invoice("1", date(2026, 10, 3), (InvoiceLine("the plus plan", Decimal(29)),), paid=True)
NOVEMBER = Invoice(
    "2",
    date(2026, 11, 3),
    (InvoiceLine("the plus plan", Decimal(29)), InvoiceLine("a voucher", Decimal("-3.50"))),
    paid=False,
)
ACCOUNT = Account("102034", "42171", (OCTOBER, NOVEMBER))

FILE = """
[102034]
postcode = "42171"

[[102034.invoices]]
number = "2"
issued = 2026-11-03
paid = false
lines = [{ text = "the plus plan", amount = 29 }, { text = "a voucher", amount = -3.50 }]

[[102034.invoices]]
number = "1"
issued = 2026-10-03
paid = true
lines = [{ text = "the plus plan", amount = 29 }]
"""


@pytest.fixture(params=["fake", "file"])
def accounts(request: pytest.FixtureRequest, tmp_path: Path) -> Accounts:
    if request.param == "fake":
        return FakeAccounts(ACCOUNT)
    (tmp_path / "accounts.toml").write_text(FILE)
    return FileAccounts(tmp_path / "accounts.toml")


def test_a_customer_is_found_with_invoices_in_the_order_of_their_days(accounts: Accounts) -> None:
    assert accounts.find("102034") == ACCOUNT


def test_totals_are_exact(accounts: Accounts) -> None:
    account = accounts.find("102034")

    assert account is not None
    assert account.invoices[-1].total == Decimal("25.50")


def test_an_unknown_number_is_none(accounts: Accounts) -> None:
    assert accounts.find("999999") is None
