"""Waking whoever recovers calls."""

from abc import ABC, abstractmethod


class Alarm(ABC):
    """Heard by every control plane. A ring may be lost: those who wait look again after a while without it."""

    @abstractmethod
    async def ring(self) -> None:
        """Something is to be done. Never fails."""

    @abstractmethod
    async def wait(self, timeout_s: float) -> None:
        """Until it has rung since the last wait, or the time is over. Never fails. For one task at a time."""
