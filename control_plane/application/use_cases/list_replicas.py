"""Which replicas are there?"""

from dataclasses import dataclass

from control_plane.domain.entities.replica import Replica
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry


@dataclass(frozen=True, slots=True)
class ListReplicas:
    """Those that hold leases, and those that were lost a moment ago."""

    replicas: ReplicaRegistry

    async def __call__(self) -> tuple[Replica, ...]:
        return await self.replicas.all()
