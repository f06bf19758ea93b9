"""Which calls there are."""

from abc import ABC, abstractmethod

from domain.entities.session import Session


class SessionRegistry(ABC):
    """The sessions of this service: the live ones, and for a while those that have ended."""

    @abstractmethod
    async def save(self, session: Session) -> None:
        """Add it, or replace what was known of it.

        :raises StaleEpoch: it is known with a newer epoch.
        """

    @abstractmethod
    async def get(self, session_id: str) -> Session | None: ...

    @abstractmethod
    async def live_in_room(self, room: str) -> Session | None:
        """The one live session of a room."""

    @abstractmethod
    async def drop(self, session_id: str) -> None:
        """Forget a session. Unknown ones are no error."""

    @abstractmethod
    async def all(self) -> tuple[Session, ...]:
        """Newest first."""
