"""Who did what?"""

from dataclasses import dataclass

from control_plane.domain.interfaces.audit_trail import AuditRecords, Kept


@dataclass(frozen=True, slots=True)
class ListAudit:
    trail: AuditRecords

    async def __call__(self, tenant: str | None, limit: int, after: str | None) -> tuple[Kept, ...]:
        """:param tenant: whose records; None: everybody's."""
        return await self.trail.page(tenant, limit, after)
