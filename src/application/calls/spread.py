"""Calls that are spread over several processes, and look like those of one."""

import asyncio
from collections.abc import Sequence

from application.calls.retention import Retention
from domain.entities.session import EndReason, Session
from domain.errors import ServiceBusy, ServiceDraining, ServiceFull, SessionNotFound
from domain.interfaces.calls import Calls


class SpreadCalls(Calls):
    """Each call is carried by one part: by the emptiest that has time for it.

    :param parts: each knows itself whether it can take one more call.
    """

    def __init__(self, parts: Sequence[Calls], retention: Retention) -> None:
        self._parts = parts
        self._retention = retention
        self._stopping = False

    @property
    def live_count(self) -> int:
        return sum(part.live_count for part in self._parts)

    @property
    def capacity(self) -> int:
        return sum(part.capacity for part in self._parts)

    @property
    def lag_s(self) -> float:
        """Of the part that the next call goes to; of the best one when none has a place."""
        return min(part.lag_s for part in self._open() or self._parts)

    @property
    def is_busy(self) -> bool:
        """Whether all that have a place are."""
        return all(part.is_busy for part in self._open() or self._parts)

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def carries(self, session_id: str) -> bool:
        return self._where(session_id) is not None

    async def admit(self, session: Session) -> None:
        await self._retention.forget_expired()
        if self._stopping:
            raise ServiceDraining
        busy: ServiceBusy | None = None
        for part in sorted(self._open(), key=lambda each: (each.is_busy, each.live_count)):
            try:
                return await part.admit(session)
            except ServiceBusy as refusal:
                busy = busy or refusal
            except (ServiceFull, ServiceDraining):
                continue
        if self._stopping or not self.capacity:
            raise ServiceDraining
        raise busy or ServiceFull(self.capacity)

    async def joined(self, session_id: str) -> Session:
        part = self._where(session_id)
        if part is None:
            raise SessionNotFound(session_id)
        return await part.joined(session_id)

    async def hand_over(self, session_id: str, *, epoch: int, successor_epoch: int, within_s: float) -> None:
        part = self._where(session_id)
        if part is None:
            raise SessionNotFound(session_id)
        await part.hand_over(session_id, epoch=epoch, successor_epoch=successor_epoch, within_s=within_s)

    async def end(self, session_id: str, reason: EndReason) -> None:
        part = self._where(session_id)
        if part is not None:
            await part.end(session_id, reason)

    def drain(self) -> None:
        self._stopping = True
        for part in self._parts:
            part.drain()

    async def wait_empty(self) -> None:
        await asyncio.gather(*(part.wait_empty() for part in self._parts))

    async def stop(self) -> None:
        self._stopping = True
        await asyncio.gather(*(part.stop() for part in self._parts))

    def _open(self) -> list[Calls]:
        return [part for part in self._parts if part.live_count < part.capacity]

    def _where(self, session_id: str) -> Calls | None:
        return next((part for part in self._parts if part.carries(session_id)), None)
