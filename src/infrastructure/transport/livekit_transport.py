"""Calls over LiveKit."""

import asyncio

from domain.entities.session import Session
from domain.interfaces.conversation import Conversation
from domain.interfaces.transport import CallTransport, CarriedCall
from infrastructure.transport.pipeline import SpeechEngines
from infrastructure.transport.rooms import LiveKitRooms
from infrastructure.transport.session_handle import Patience, SessionHandle


class LiveKitTransport(CallTransport):
    """Many calls in one process, which share the speech engines."""

    def __init__(self, *, rooms: LiveKitRooms, engines: SpeechEngines, patience: Patience) -> None:
        self._rooms = rooms
        self._engines = engines
        self._patience = patience
        self._handles: set[SessionHandle] = set()

    async def warm(self) -> None:
        await self._engines.warm()

    async def carry(self, session: Session, conversation: Conversation) -> CarriedCall:
        handle = await SessionHandle.join(
            session, conversation, rooms=self._rooms, engines=self._engines, patience=self._patience
        )
        self._handles.add(handle)
        handle.on_ended(lambda: self._handles.discard(handle))
        return handle

    async def is_reachable(self) -> bool:
        return await self._rooms.are_reachable()

    async def close(self) -> None:
        await asyncio.gather(*(handle.abandon() for handle in tuple(self._handles)))
        await self._rooms.release()
