"""Which events have been told before."""

from abc import ABC, abstractmethod

REMEMBERED_S = 900.0
"""LiveKit's signature is good for five minutes, and ours is a minute of leeway."""


class SeenEvents(ABC):
    @abstractmethod
    async def first(self, event_id: str) -> bool:
        """One atomic step: remember it for `REMEMBERED_S`. False: it was told before, at whichever control plane.

        :raises RegistryUnavailable: what remembers cannot be reached.
        """
