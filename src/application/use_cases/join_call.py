"""Put an agent into a room, once, however often it is asked for."""

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from domain.entities.session import EndReason, Session, Status, agent_identity
from domain.errors import MediaUnavailable, RoomTaken, SessionNotFound, StaleEpoch
from domain.interfaces.calls import Calls
from domain.interfaces.registry import SessionRegistry

ATTEMPTS = 5
"""To find a room whose last call has ended: each waits for an end."""


@dataclass(frozen=True, slots=True)
class JoinCommand:
    """Who is to be answered, and where.

    :ivar call_id: becomes the session's id, so that a call keeps its name on every replica; None makes one.
    :ivar epoch: of the call's ownership, counted by whoever places calls.
    :ivar idempotency_key: the same command sent again carries the same key.
    :ivar standby: the call has an owner, which is to hand it over.
    """

    room: str
    user_id: str
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])
    call_id: str | None = None
    epoch: int = 1
    idempotency_key: str | None = None
    standby: bool = False


class JoinCall:
    """One agent a room: the caller who asks again gets the session that is there."""

    def __init__(
        self,
        *,
        calls: Calls,
        registry: SessionRegistry,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._calls = calls
        self._registry = registry
        self._now = now
        self._deciding: WeakValueDictionary[tuple[str, str | None], asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, command: JoinCommand) -> Session:
        """
        :returns: the session, with the agent in the room; or, for a command that was carried out before and
            whose call is over, the session as it ended.
        :raises RoomTaken: another caller's call is in that room.
        :raises StaleEpoch: the call has a newer owner.
        :raises CallRefused: no place here.
        :raises MediaUnavailable: the room could not be joined.
        """
        for _ in range(ATTEMPTS):
            async with self._alone(command):
                session = await self._known(command)
                if session is None:
                    session = self._new(command)
                    await self._calls.admit(session)
            if not session.is_live:
                return session
            if session.session_id == command.call_id and session.epoch < command.epoch:
                # This process slept while others carried the call, and is to carry it again.
                await self._calls.end(session.session_id, EndReason.DISPLACED)
                continue
            if session.status is Status.LEAVING:
                await self._calls.end(session.session_id, EndReason.LEAVE_REQUESTED)
                continue
            try:
                return await self._calls.joined(session.session_id)
            except SessionNotFound:  # it ended this moment: decide anew
                await self._refuse_failed(session)
        raise MediaUnavailable(f"room {command.room!r} is not free yet: try again")

    @asynccontextmanager
    async def _alone(self, command: JoinCommand) -> AsyncGenerator[None, None]:
        """While nothing is decided on the same room, call or key. All other commands go on."""
        names = [("room", command.room), ("call", command.call_id), ("key", command.idempotency_key)]
        async with AsyncExitStack() as held:
            for name in (name for name in names if name[1] is not None):  # in one order: nobody waits in a circle
                await held.enter_async_context(self._deciding.setdefault(name, asyncio.Lock()))
            yield

    async def _known(self, command: JoinCommand) -> Session | None:
        if command.idempotency_key is not None:
            for session in await self._registry.all():
                if session.idempotency_key == command.idempotency_key and session.status is not Status.FAILED:
                    return _same(session, command)
        in_room = await self._registry.live_in_room(command.room)
        if in_room is not None and in_room.user_id != command.user_id:
            raise RoomTaken(command.room)
        if in_room is not None and in_room.session_id == command.call_id and command.epoch < in_room.epoch:
            raise StaleEpoch(command.epoch, in_room.epoch)
        if in_room is None and command.call_id is not None:
            await self._refuse_stale(command, command.call_id)
        return in_room

    async def _refuse_failed(self, session: Session) -> None:
        """In another process a call may have failed before anybody could wait for it."""
        over = await self._registry.get(session.session_id)
        if over is not None and over.status is Status.FAILED:
            raise MediaUnavailable("the call could not be set up: the service's log says why")

    async def _refuse_stale(self, command: JoinCommand, call_id: str) -> None:
        known = await self._registry.get(call_id)
        if known is not None and known.is_live:
            raise RoomTaken(known.room)
        if known is not None and command.epoch < known.epoch:
            raise StaleEpoch(command.epoch, known.epoch)

    def _new(self, command: JoinCommand) -> Session:
        session_id = command.call_id or f"call-{uuid.uuid4().hex}"
        return Session(
            session_id=session_id,
            room=command.room,
            user_id=command.user_id,
            agent_identity=agent_identity(session_id, command.epoch if command.standby else None),
            status=Status.STANDBY if command.standby else Status.JOINING,
            started_at=self._now(),
            epoch=command.epoch,
            idempotency_key=command.idempotency_key,
            metadata=command.metadata,
        )


def _same(session: Session, command: JoinCommand) -> Session:
    """:raises RoomTaken: the key was another command's.
    :raises StaleEpoch: the call goes on elsewhere.
    """
    if (session.room, session.user_id) != (command.room, command.user_id):
        raise RoomTaken(session.room)
    if session.reason is EndReason.HANDED_OVER:
        raise StaleEpoch(command.epoch, session.epoch + 1)
    return session
