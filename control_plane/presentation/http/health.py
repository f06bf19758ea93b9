"""GET /api/v1/health and its forms for Kubernetes"""

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from control_plane.application.use_cases.report_health import ReportHealth
from control_plane.presentation.http.authentication import Authentication
from control_plane.presentation.http.schemas import HealthAnswer


class Alive(BaseModel):
    status: str = "ok"


def health_routes(report_health: ReportHealth, who: Authentication, version: str) -> APIRouter:
    """The probes ask for no credential and no agent service: taking the control plane out of service because
    agents are down would only hide from callers why they cannot call.
    """
    routes = APIRouter(prefix="/health", tags=["operation"])

    @routes.get("", dependencies=[Depends(who.principal)])
    async def health() -> HealthAnswer:
        return HealthAnswer.of(await report_health(), version)

    @routes.get("/live")
    async def live() -> Alive:
        return Alive()

    @routes.get("/ready")
    async def ready() -> Alive:
        return Alive()

    return routes
