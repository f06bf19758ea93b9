"""How is the service?"""

from dataclasses import dataclass
from typing import Literal

from control_plane.application.fleet import Fleet
from control_plane.application.picture import Picture
from control_plane.domain.interfaces.call_registry import CallRegistry

COUNT_FRESH_S = 10.0


@dataclass(frozen=True, slots=True)
class Health:
    """:ivar status: `degraded` when an agent service does not answer or says that it is not well.
    :ivar replicas: agent services that answer.
    :ivar calls: live ones.
    """

    status: Literal["ok", "degraded"]
    replicas: int
    calls: int


@dataclass(frozen=True, slots=True)
class ReportHealth:
    fleet: Fleet
    picture: Picture
    calls: CallRegistry

    async def __call__(self) -> Health:
        await self.fleet.refresh()
        await self.picture.refresh(COUNT_FRESH_S)
        seen = self.fleet.health.values()
        return Health(
            status="ok" if all(health and health.status == "ok" for health in seen) else "degraded",
            replicas=sum(health is not None for health in seen),
            calls=len(await self.calls.live()),
        )
