"""Tells customers what they were billed."""

from domain.entities.invoice import Invoice
from domain.errors import Refused
from domain.interfaces.accounts import Accounts


class Invoices:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def latest(self, customer_number: str, postcode: str) -> Invoice:
        """:raises Refused: number and postcode belong to no customer, which of the two is wrong is not told; or
        there is no invoice yet.
        """
        account = self._accounts.find(customer_number)
        if account is None or account.postcode != postcode:
            raise Refused("I find no customer with that number and postcode. Could you check both?")
        if not account.invoices:
            raise Refused("There is no invoice yet.")
        return account.invoices[-1]
