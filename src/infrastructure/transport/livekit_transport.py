"""Calls over LiveKit."""

import asyncio

from application.talk.talk import Senses
from domain.entities.session import Session
from domain.interfaces.conversation import Conversation
from domain.interfaces.transport import CallTransport, CarriedCall
from infrastructure.transport.rooms import LiveKitRooms
from infrastructure.transport.session_handle import Patience, SessionHandle


class LiveKitTransport(CallTransport):
    """Many calls in one process, which share the speech senses."""

    def __init__(self, *, rooms: LiveKitRooms, senses: Senses, patience: Patience) -> None:
        self._rooms = rooms
        self._senses = senses
        self._patience = patience
        self._handles: set[SessionHandle] = set()

    async def warm(self) -> None:
        await self._senses.warm()

    async def carry(self, session: Session, conversation: Conversation) -> CarriedCall:
        handle = await SessionHandle.join(
            session, conversation, rooms=self._rooms, senses=self._senses, patience=self._patience
        )
        self._handles.add(handle)
        handle.on_ended(lambda: self._handles.discard(handle))
        return handle

    async def is_reachable(self) -> bool:
        return await self._rooms.are_reachable()

    async def close(self) -> None:
        await asyncio.gather(*(handle.abandon() for handle in tuple(self._handles)))
        await self._rooms.release()
