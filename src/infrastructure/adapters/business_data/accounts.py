"""Customers in a file."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, StrictBool, field_validator

from domain.entities.invoice import Account, Invoice, InvoiceLine
from domain.interfaces.accounts import Accounts
from infrastructure.adapters.business_data.data_file import Amount, Checked, Postcode, Text, read_data


class _Line(Checked):
    text: Text
    amount: Amount


class _Invoice(Checked):
    number: Text
    issued: date
    paid: StrictBool
    lines: tuple[_Line, ...] = Field(min_length=1)

    @field_validator("lines")
    @classmethod
    def _is_no_debt_of_ours(cls, lines: tuple[_Line, ...]) -> tuple[_Line, ...]:
        if sum(line.amount for line in lines) < 0:
            raise ValueError("the lines sum up to less than nothing")
        return lines


class _Account(Checked):
    postcode: Postcode
    invoices: tuple[_Invoice, ...] = ()


_CustomerNumber = Annotated[str, Field(pattern=re.compile(r"^[0-9]{6}$"))]


class _Accounts(RootModel[dict[_CustomerNumber, _Account]]):
    pass


class FileAccounts(Accounts):
    """Read once.

    :raises ConfigurationInvalid: the file is missing or wrong.
    """

    def __init__(self, file: Path) -> None:
        self._accounts = {number: _account(number, row) for number, row in read_data(file, _Accounts).root.items()}

    def find(self, customer_number: str) -> Account | None:
        return self._accounts.get(customer_number)


def _account(number: str, row: _Account) -> Account:
    invoices = sorted(row.invoices, key=lambda invoice: invoice.issued)
    return Account(number, row.postcode, tuple(_invoice(invoice) for invoice in invoices))


def _invoice(row: _Invoice) -> Invoice:
    return Invoice(
        row.number, row.issued, tuple(InvoiceLine(line.text, line.amount) for line in row.lines), row.paid
    )
