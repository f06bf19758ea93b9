"""Invoices."""

from datetime import date
from decimal import Decimal

import pytest

from application.services.invoices import Invoices
from domain.entities.invoice import Account, Invoice, InvoiceLine
from domain.errors import Refused
from tests.fakes.accounts import FakeAccounts

OLD = Invoice("1", date(2025, 12, 3), (InvoiceLine("the plus plan", Decimal(29)),), paid=True)
NEW = Invoice("2", date(2026, 1, 3), (InvoiceLine("the plus plan", Decimal(29)),), paid=False)

invoices = Invoices(FakeAccounts(Account("102034", "42171", (OLD, NEW)), Account("305816", "42175", ())))


def test_the_latest_invoice_is_told_to_who_knows_number_and_postcode() -> None:
    assert invoices.latest("102034", "42171") == NEW


def test_a_wrong_postcode_and_an_unknown_number_sound_the_same() -> None:
    said = set[str]()
    for number, postcode in (("102034", "42175"), ("999999", "42171")):
        with pytest.raises(Refused) as refused:
            invoices.latest(number, postcode)
        said.add(refused.value.say)

    assert len(said) == 1


def test_a_customer_without_an_invoice_is_told_so() -> None:
    with pytest.raises(Refused, match="no invoice yet"):
        invoices.latest("305816", "42175")
