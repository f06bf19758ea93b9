"""Which API keys there are."""

from abc import ABC, abstractmethod
from datetime import datetime

from control_plane.domain.entities.api_key import ApiKey


class ApiKeys(ABC):
    """The keys of all tenants. Each method is one atomic step, and all who share them see at once what it did.

    :raises RegistryUnavailable: they cannot be reached. Asking again is safe.
    """

    @abstractmethod
    async def add(self, key: ApiKey, most: int) -> bool:
        """False: its tenant has `most` already, and nothing was done."""

    @abstractmethod
    async def find(self, key_id: str) -> ApiKey | None: ...

    @abstractmethod
    async def of(self, tenant: str) -> tuple[ApiKey, ...]:
        """The keys of one tenant, the oldest first."""

    @abstractmethod
    async def remove(self, key_id: str) -> None:
        """Unknown ids are no error."""

    @abstractmethod
    async def used(self, key_id: str, at: datetime) -> None:
        """Keep when a key was used last. Of a key that is not there nothing is kept."""
