"""GET /api/v1/replicas and POST /api/v1/replicas/{id}/drain"""

from http import HTTPStatus
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel

from control_plane.application.use_cases.drain_replica import DrainReplica
from control_plane.application.use_cases.list_replicas import ListReplicas
from control_plane.domain.entities.principal import Principal
from control_plane.domain.entities.replica import Replica
from control_plane.presentation.http.aim import aimed_by
from control_plane.presentation.http.authentication import Authentication


class ReplicaAnswer(BaseModel):
    """:ivar status: `ok`, `draining` or `lost`.
    :ivar reserved: calls that are on their way to it.
    """

    replica_id: str
    url: str
    version: str
    incarnation: str
    status: str
    sessions: int
    reserved: int
    capacity: int
    lag_ms: float

    @classmethod
    def of(cls, replica: Replica) -> Self:
        report = replica.report
        return cls(
            replica_id=replica.replica_id,
            url=replica.url,
            version=report.version,
            incarnation=report.incarnation,
            status="lost" if not replica.is_alive else "draining" if replica.is_draining else "ok",
            sessions=replica.sessions,
            reserved=replica.reserved,
            capacity=report.capacity,
            lag_ms=report.lag_ms,
        )


class ReplicasAnswer(BaseModel):
    replicas: list[ReplicaAnswer]


class DrainAnswer(BaseModel):
    replica_id: str
    status: str = "draining"


def replica_routes(list_replicas: ListReplicas, drain_replica: DrainReplica, who: Authentication) -> APIRouter:
    """For superadmins."""
    routes = APIRouter(prefix="/replicas", tags=["operation"])
    superadmin = Depends(who.superadmin)

    @routes.get("", dependencies=[superadmin])
    async def listed() -> ReplicasAnswer:
        return ReplicasAnswer(replicas=[ReplicaAnswer.of(replica) for replica in await list_replicas()])

    @routes.post("/{replica_id}/drain", status_code=HTTPStatus.ACCEPTED)
    async def drained(
        connection: Request,
        replica_id: Annotated[str, Path(max_length=128)],
        by: Annotated[Principal, superadmin],
    ) -> DrainAnswer:
        aimed_by(connection, by)
        await drain_replica(replica_id)
        return DrainAnswer(replica_id=replica_id)

    return routes
