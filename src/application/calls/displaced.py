"""Calls whose memory says that somebody else carries them."""

import asyncio
import logging

from domain.entities.session import EndReason
from domain.interfaces.calls import Calls
from domain.interfaces.registry import SessionRegistry

logger = logging.getLogger(__name__)


class DisplacedCalls:
    """Ends them here, behind whoever tells. The room stays open: the successor is in it."""

    def __init__(self, calls: Calls, registry: SessionRegistry) -> None:
        self._calls = calls
        self._registry = registry
        self._ending: set[asyncio.Task[None]] = set()

    def end_older(self, session_id: str, epoch: int) -> None:
        """The call has an owner of that epoch, which may be this process again. Returns at once; twice is once."""
        task = asyncio.create_task(self._end(session_id, epoch), name=f"call:{session_id}:displaced")
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def settled(self) -> None:
        await asyncio.gather(*self._ending)

    async def _end(self, session_id: str, epoch: int) -> None:
        try:
            session = await self._registry.get(session_id)
            if session is not None and session.epoch < epoch:
                await self._calls.end(session_id, EndReason.DISPLACED)
        except Exception:  # whoever tells goes on
            logger.exception("a displaced call did not end well", extra={"session_id": session_id})
