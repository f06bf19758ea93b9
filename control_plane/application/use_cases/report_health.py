"""How is the service?"""

from dataclasses import dataclass
from typing import Literal

from control_plane.application.fleet import Fleet
from control_plane.application.picture import Picture
from control_plane.domain.interfaces.call_registry import CallRegistry
from control_plane.domain.interfaces.replica_registry import ReplicaRegistry

COUNT_FRESH_S = 10.0


@dataclass(frozen=True, slots=True)
class Health:
    """:ivar status: `degraded` when an agent service is silent, says that it is not well, or has just been lost,
        and when there is none.
    :ivar replicas: agent services that hold a lease or answer.
    :ivar calls: live ones.
    """

    status: Literal["ok", "degraded"]
    replicas: int
    calls: int


@dataclass(frozen=True, slots=True)
class ReportHealth:
    fleet: Fleet
    picture: Picture
    replicas: ReplicaRegistry
    calls: CallRegistry

    async def __call__(self) -> Health:
        await self.fleet.refresh()
        await self.picture.refresh(COUNT_FRESH_S)
        leased = await self.replicas.all()
        registered = {replica.url for replica in leased}
        asked = {url: health for url, health in self.fleet.health.items() if url not in registered}
        if leased:  # then a configured address where nothing answers is one that nothing has to be at
            asked = {url: health for url, health in asked.items() if health}
        is_well = all(health and health.status == "ok" for health in asked.values())
        alive = sum(replica.is_alive for replica in leased)
        replicas = sum(health is not None for health in asked.values()) + alive
        return Health(
            status="ok" if is_well and replicas and alive == len(leased) else "degraded",
            replicas=replicas,
            calls=await self.calls.count_live(),
        )
