"""Where the audit record is kept."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from control_plane.domain.entities.audit_record import AuditRecord

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """:ivar position: what `page` takes as `after`; made of digits and `-`."""

    position: str
    record: AuditRecord


class AuditTrail(ABC):
    """:raises RegistryUnavailable: it cannot be reached. Asking again may keep a record twice."""

    @abstractmethod
    async def append(self, records: Sequence[AuditRecord]) -> None: ...


class AuditRecords(AuditTrail):
    """One that can be read, in the order in which they came. A tenant's are those that concern it, whoever did it.
    The oldest go when there are too many, each tenant's by themselves; what is older than the retention is told no
    more, and is gone at the latest when its tenant has had no newer record for as long.
    """

    @abstractmethod
    async def page(self, tenant: str | None, limit: int, after: str | None = None) -> tuple[Kept, ...]:
        """Newest first.

        :param tenant: whom they concern; None: all. Positions of one are no positions of the other.
        :param after: the last position of the page before.
        """
