"""Which calls there are, kept in this process."""

from domain.entities.session import Session
from domain.errors import StaleEpoch
from domain.interfaces.registry import SessionRegistry


class InMemorySessionRegistry(SessionRegistry):
    """Lost with the process."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    async def save(self, session: Session) -> None:
        known = self._sessions.get(session.session_id)
        if known is not None and session.epoch < known.epoch:
            raise StaleEpoch(session.epoch, known.epoch)
        self._sessions[session.session_id] = session

    async def get(self, session_id: str) -> Session | None:
        return self._sessions.get(session_id)

    async def live_in_room(self, room: str) -> Session | None:
        return next((each for each in self._sessions.values() if each.room == room and each.is_live), None)

    async def drop(self, session_id: str) -> None:
        self._sessions.pop(session_id, None)

    async def all(self) -> tuple[Session, ...]:
        return tuple(sorted(self._sessions.values(), key=lambda each: each.started_at, reverse=True))
