"""The audit record of one process. It ends with it."""

from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import count, islice

from control_plane.domain.entities.audit_record import AuditRecord
from control_plane.domain.interfaces.audit_trail import AuditRecords, Kept


class InMemoryAuditTrail(AuditRecords):
    """:param most: records that are kept of all, and of each tenant."""

    def __init__(self, most: int = 10_000) -> None:
        self._numbers = count(1)
        self._all: deque[Kept] = deque(maxlen=most)
        self._of: defaultdict[str, deque[Kept]] = defaultdict(lambda: deque(maxlen=most))

    async def append(self, records: Sequence[AuditRecord]) -> None:
        for record in records:
            kept = Kept(f"{next(self._numbers)}-0", record)
            self._all.append(kept)
            if record.concerns:
                self._of[record.concerns].append(kept)

    async def page(self, tenant: str | None, limit: int, after: str | None = None) -> tuple[Kept, ...]:
        kept = self._all if tenant is None else self._of.get(tenant, deque[Kept]())
        before = float("inf") if after is None else int(after.partition("-")[0])
        found = (each for each in reversed(kept) if int(each.position.partition("-")[0]) < before)
        return tuple(islice(found, limit))
