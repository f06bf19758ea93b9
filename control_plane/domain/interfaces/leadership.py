"""Which of several control planes recovers calls."""

from abc import ABC, abstractmethod

LEASE_S = 1.0
"""How long after a leader's death another one takes over."""


class Leadership(ABC):
    """At most one leads, as far as clocks can tell; the token tells where they cannot.

    :raises RegistryUnavailable: nobody can tell who leads.
    """

    @abstractmethod
    async def take(self) -> int | None:
        """Lead for `LEASE_S` from now on, or go on leading. None: another one leads.

        Returns the fencing token: the same for as long as this one leads without a break, and a higher one for
        whoever leads afterwards.
        """

    @abstractmethod
    async def resign(self) -> None:
        """Let another one lead at once. No error when this one does not lead."""
