"""Writing down who did what, without holding anybody up."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Self

from control_plane.application.cancelling import cancel
from control_plane.application.folding import Folding
from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.errors import RegistryUnavailable
from control_plane.domain.interfaces.audit_trail import AuditTrail
from control_plane.domain.interfaces.security_meter import SecurityMeter

logger = logging.getLogger(__name__)
MOST_WAITING = 2_000
AT_ONCE = 100
AGAIN_AFTER_S = 1.0
LAST_WORDS_S = 2.0
FOLDS_EVERY_S = 60.0


class AuditWriter:
    """Writes to one trail, in the background. What it has no room for is lost, and counted.

    :param name: of the trail, in metrics.
    """

    def __init__(self, name: str, trail: AuditTrail, meter: SecurityMeter) -> None:
        self._name = name
        self._trail = trail
        self._meter = meter
        self._waiting: deque[AuditRecord] = deque()
        self._wake = asyncio.Event()
        self._is_away = False
        self._running: asyncio.Task[None] | None = None

    def put(self, record: AuditRecord) -> None:
        """Returns at once, and never fails."""
        if len(self._waiting) >= MOST_WAITING:
            self._meter.audit_lost(self._name, 1)
            return
        self._waiting.append(record)
        self._wake.set()

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._run(), name=f"audit:{self._name}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running:
            await cancel(self._running)
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                while self._waiting and await self._write():
                    pass
        if self._waiting:
            self._meter.audit_lost(self._name, len(self._waiting))
            logger.error("audit records lost at the end trail=%s records=%d", self._name, len(self._waiting))

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                if not await self._write():
                    await asyncio.sleep(AGAIN_AFTER_S)

    async def _write(self) -> bool:
        """The oldest. They wait on where it cannot be done."""
        batch = [self._waiting[place] for place in range(min(AT_ONCE, len(self._waiting)))]
        try:
            await self._trail.append(batch)
        except RegistryUnavailable:
            if not self._is_away:
                logger.warning("audit records wait: the trail does not answer trail=%s", self._name)
            self._is_away = True
            return False
        except Exception:
            logger.exception("audit records lost trail=%s records=%d", self._name, len(batch))
            self._meter.audit_lost(self._name, len(batch))
        else:
            self._is_away = False
        for _ in batch:
            self._waiting.popleft()
        return True


@dataclass(slots=True)
class Audit:
    """All trails. What is refused, or fails, again and again is told of once a minute: a flood drowns nothing."""

    writers: Sequence[AuditWriter]
    folding: Folding
    now: Callable[[], datetime]
    _folder: asyncio.Task[None] | None = None

    def record(self, record: AuditRecord) -> None:
        """Returns at once, and never fails."""
        if record.result != "ok" and not self.folding.is_told_alone(record):
            return
        self._put(record)

    async def __aenter__(self) -> Self:
        for writer in self.writers:
            await writer.__aenter__()
        self._folder = asyncio.create_task(self._fold(), name="audit:fold")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder:
            await cancel(self._folder)
        self._tell_folded()
        for writer in self.writers:
            await writer.__aexit__(kind, error, trace)

    async def _fold(self) -> None:
        while True:
            await asyncio.sleep(FOLDS_EVERY_S)
            self._tell_folded()

    def _tell_folded(self) -> None:
        for record, times in self.folding.take():
            self._put(replace(record, at=self.now(), times=times))

    def _put(self, record: AuditRecord) -> None:
        for writer in self.writers:
            writer.put(record)
