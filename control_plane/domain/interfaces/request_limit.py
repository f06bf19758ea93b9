"""How much may be asked for in a minute."""

from abc import ABC, abstractmethod


class RequestLimit(ABC):
    @abstractmethod
    async def take(self, key: str, per_minute: int) -> int | None:
        """Count one request of `key`, unless there were `per_minute` in the last minute.

        :returns: None when it was counted; else the seconds to wait, at least 1.
        :raises RegistryUnavailable: what counts cannot be reached.
        """
