"""How many calls a tenant may have at once."""

from abc import ABC, abstractmethod

PLACED_WITHIN_S = 15.0
"""Longer than a placement may take. A call that is not among the live ones by then was never placed."""


class LiveCallCap(ABC):
    """A call counts from when it is admitted until it is no longer live in the registry of calls.

    :raises RegistryUnavailable: the registry cannot be reached.
    """

    @abstractmethod
    async def admit(self, tenant: str, call_id: str, most: int) -> bool:
        """One atomic step: count the call, unless the tenant has `most` already."""

    @abstractmethod
    async def release(self, tenant: str, call_id: str) -> None:
        """It was not placed."""
