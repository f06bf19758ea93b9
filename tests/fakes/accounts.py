"""Customers of a test."""

from domain.entities.invoice import Account
from domain.interfaces.accounts import Accounts


class FakeAccounts(Accounts):
    def __init__(self, *accounts: Account) -> None:
        self._accounts = {account.customer_number: account for account in accounts}

    def find(self, customer_number: str) -> Account | None:
        return self._accounts.get(customer_number)
