"""What a customer was billed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """:ivar text: what it is for: `the pro plan`.
    :ivar amount: euros; below zero for money back.
    """

    text: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Invoice:
    """:ivar paid: whether the money has come."""

    number: str
    issued: date
    lines: tuple[InvoiceLine, ...]
    paid: bool

    @property
    def total(self) -> Decimal:
        """Euros."""
        return sum((line.amount for line in self.lines), Decimal())


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's.

    :ivar customer_number: six digits.
    :ivar postcode: five digits.
    :ivar invoices: the latest last.
    """

    customer_number: str
    postcode: str
    invoices: tuple[Invoice, ...]
