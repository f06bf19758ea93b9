"""End a call because somebody asks for it."""

from domain.entities.session import EndReason, Session
from domain.errors import SessionNotFound, StaleEpoch
from domain.interfaces.calls import Calls
from domain.interfaces.registry import SessionRegistry


class LeaveCall:
    """Ends a live call; one that is over stays as it ended.

    Both may raise `StaleEpoch`: meanwhile another replica goes on with the call, and it is to be ended there.
    """

    def __init__(self, *, calls: Calls, registry: SessionRegistry) -> None:
        self._calls = calls
        self._registry = registry

    async def by_session(self, session_id: str) -> Session:
        """:raises SessionNotFound: never here, or forgotten."""
        session = await self._registry.get(session_id)
        if session is None:
            raise SessionNotFound(session_id)
        return await self._end(session)

    async def by_room(self, room: str) -> Session:
        """The room's live call, or else the latest that was in it.

        :raises SessionNotFound: none was.
        """
        in_room = await self._registry.live_in_room(room)
        if in_room is None:
            in_room = next((each for each in await self._registry.all() if each.room == room), None)
        if in_room is None:
            raise SessionNotFound(room)
        return await self._end(in_room)

    async def _end(self, session: Session) -> Session:
        await self._calls.end(session.session_id, EndReason.LEAVE_REQUESTED)
        ended = await self._registry.get(session.session_id) or session
        if session.is_live and ended.reason is EndReason.HANDED_OVER:
            raise StaleEpoch(ended.epoch, ended.epoch + 1)
        return ended
