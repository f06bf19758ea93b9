"""Say which calls there are, and were a while ago."""

from dataclasses import dataclass

from domain.entities.session import Session, Status
from domain.errors import SessionNotFound
from domain.interfaces.registry import SessionRegistry


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Every given field must match. `after` is the id that the page before ended with."""

    status: Status | None = None
    room: str | None = None
    user_id: str | None = None
    after: str | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Newest first; `next` is the `after` of the following page, None on the last."""

    sessions: tuple[Session, ...]
    next: str | None


class ListSessions:
    def __init__(self, *, registry: SessionRegistry) -> None:
        self._registry = registry

    async def one(self, session_id: str) -> Session:
        """:raises SessionNotFound: never here, or forgotten."""
        session = await self._registry.get(session_id)
        if session is None:
            raise SessionNotFound(session_id)
        return session

    async def page(self, wanted: SessionFilter) -> SessionPage:
        """:raises SessionNotFound: the page's start is not among the sessions any more."""
        sessions = await self._registry.all()
        if wanted.after is not None:
            ids = [each.session_id for each in sessions]
            if wanted.after not in ids:
                raise SessionNotFound(wanted.after)
            sessions = sessions[ids.index(wanted.after) + 1 :]
        fitting = [each for each in sessions if _fits(each, wanted)]
        page = tuple(fitting[: wanted.limit])
        more = len(fitting) > wanted.limit
        return SessionPage(page, page[-1].session_id if more else None)


def _fits(session: Session, wanted: SessionFilter) -> bool:
    return (
        wanted.status in (None, session.status)
        and wanted.room in (None, session.room)
        and wanted.user_id in (None, session.user_id)
    )
