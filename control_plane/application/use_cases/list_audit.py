"""Who did what?"""

from dataclasses import dataclass

from control_plane.domain.interfaces.audit_trail import AuditRecords, Kept


@dataclass(frozen=True, slots=True)
class ListAudit:
    trail: AuditRecords

    async def __call__(self, tenant: str | None, limit: int, after: str | None) -> tuple[Kept, ...]:
        """:param tenant: whom they concern; None: all, also what concerns no tenant."""
        return await self.trail.page(tenant, limit, after)
