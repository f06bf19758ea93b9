"""How much one user, and one tenant, may ask for in a minute."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from control_plane.domain.entities.asker import Asker
from control_plane.domain.interfaces.request_limit import RequestLimit
from control_plane.domain.interfaces.security_meter import SecurityMeter
from control_plane.presentation.http.asker import counted_address
from control_plane.presentation.http.problems import Problem


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """Operators are not counted.

    :ivar per_user: a minute; 0: as much as they like.
    :ivar per_tenant: the same of all its users together.
    """

    limit: RequestLimit
    meter: SecurityMeter
    per_user: int
    per_tenant: int

    async def take(self, asker: Asker) -> None:
        """Count a request.

        :raises Problem: 429, with when to come back.
        """
        if asker.is_operator:
            return
        if self.per_user:
            counted = replace(asker, address=counted_address(asker.address))
            await self._take("user" if asker.is_named else "address", counted.key, self.per_user)
        if self.per_tenant and asker.is_named:
            await self._take("tenant", f"tenant:{asker.tenant}", self.per_tenant)

    async def _take(self, by: str, key: str, per_minute: int) -> None:
        wait_s = await self.limit.take(key, per_minute)
        if wait_s is not None:
            self.meter.request_limited(by)
            raise too_many(by, per_minute, wait_s)


def too_many(by: str, per_minute: int, wait_s: int) -> Problem:
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "too_many_requests",
        f"{per_minute} requests a minute are the limit of each {by}: ask again in {wait_s} s",
        {"Retry-After": str(wait_s)},
    )
