"""The audit record of one process. It ends with it."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count, islice
from typing import NamedTuple

from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.audit_trail import KEPT_FOR, AuditRecords, Kept


class _Dated(NamedTuple):
    at_s: float
    kept: Kept


class InMemoryAuditTrail(AuditRecords):
    """:param most: records that are kept of all, and of each tenant."""

    def __init__(
        self, most: int = 10_000, kept_for: timedelta = KEPT_FOR, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._kept_for_s = kept_for.total_seconds()
        self._clock = clock
        self._numbers = count(1)
        self._all: deque[_Dated] = deque(maxlen=most)
        self._of: OrderedDict[str, deque[_Dated]] = OrderedDict()
        """The tenant that has been quiet for longest first."""

    async def append(self, records: Sequence[AuditRecord]) -> None:
        for record in records:
            dated = _Dated(self._clock(), Kept(f"{next(self._numbers)}-0", record))
            self._all.append(dated)
            if record.concerns:
                self._of.setdefault(record.concerns, deque(maxlen=self._most)).append(dated)
                self._of.move_to_end(record.concerns)
        self._forget()

    async def page(self, tenant: str | None, limit: int, after: str | None = None) -> tuple[Kept, ...]:
        self._forget()
        of_these = self._all if tenant is None else self._of.get(tenant, deque[_Dated]())
        before = float("inf") if after is None else int(after.partition("-")[0])
        kept = (each.kept for each in reversed(of_these) if not self._is_old(each))
        found = (each for each in kept if int(each.position.partition("-")[0]) < before)
        return tuple(islice(found, limit))

    def _forget(self) -> None:
        while self._all and self._is_old(self._all[0]):
            self._all.popleft()
        while self._of and self._is_old(next(iter(self._of.values()))[-1]):
            self._of.popitem(last=False)

    def _is_old(self, dated: _Dated) -> bool:
        return self._clock() - dated.at_s > self._kept_for_s
