"""GET /api/v1/audit"""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from control_plane.application.use_cases.list_audit import ListAudit
from control_plane.domain.entities.names import NAME
from control_plane.domain.entities.principal import Principal
from control_plane.domain.interfaces.audit_trail import Kept
from control_plane.presentation.http.aim import aimed_by
from control_plane.presentation.http.authentication import Authentication


class AuditQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    tenant: Annotated[str, Field(pattern=rf"^{NAME.pattern}$")] | None = None
    limit: Annotated[int, Query(ge=1, le=500)] = 100
    after: Annotated[str, Field(pattern=r"^[1-9][0-9]{0,14}-[0-9]{1,15}$")] | None = None


class RecordAnswer(BaseModel):
    """:ivar address: empty where somebody of another tenant did it: who that was is told, not from where."""

    at: datetime
    request_id: str
    what: str
    result: str
    reason: str
    subject: str
    tenant: str
    call_id: str
    address: str
    times: int
    target: str
    concerns: str

    @classmethod
    def told(cls, kept: Kept, to: Principal) -> Self:
        answer = cls.model_validate(kept.record, from_attributes=True)
        if not to.is_superadmin and answer.tenant != to.tenant:
            answer.address = ""
        return answer


class AuditAnswer(BaseModel):
    """`next`, when there is one, is the `after` of the next page."""

    records: list[RecordAnswer]
    next: str | None = None


def audit_routes(list_audit: ListAudit, who: Authentication) -> APIRouter:
    """Newest first. Admins see what concerns their own tenant; superadmins all, or what concerns one by name."""
    routes = APIRouter(prefix="/audit", tags=["operation"])

    @routes.get("")
    async def listed(
        connection: Request,
        by: Annotated[Principal, Depends(who.admin)],
        query: Annotated[AuditQuery, Query()],
    ) -> AuditAnswer:
        tenant = query.tenant if by.is_superadmin else by.tenant
        aimed_by(connection, by).concerns = tenant or ""
        found = await list_audit(tenant, query.limit + 1, query.after)
        page = found[: query.limit]
        is_more = len(found) > query.limit
        return AuditAnswer(
            records=[RecordAnswer.told(kept, by) for kept in page], next=page[-1].position if is_more else None
        )

    return routes
