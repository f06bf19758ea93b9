"""The customers."""

from abc import ABC, abstractmethod

from domain.entities.invoice import Account


class Accounts(ABC):
    """What the company knows of its customers; safe to use from many threads."""

    @abstractmethod
    def find(self, customer_number: str) -> Account | None: ...
