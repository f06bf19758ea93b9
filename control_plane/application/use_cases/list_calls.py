"""Which calls are there?"""

from dataclasses import dataclass, replace

from control_plane.application.picture import Picture
from control_plane.domain.entities.call import Call
from control_plane.domain.entities.principal import Principal
from control_plane.domain.errors import NotAllowed
from control_plane.domain.interfaces.call_registry import CallFilter, CallRegistry, Position


@dataclass(frozen=True, slots=True)
class CallPage:
    """:ivar next: where the next page begins; None: there is none."""

    calls: tuple[Call, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class ListCalls:
    """Calls that the principal may see, wherever they run, newest first, as their agent services say they are."""

    calls: CallRegistry
    picture: Picture

    async def __call__(
        self, wanted: CallFilter, limit: int, by: Principal, after: Position | None = None
    ) -> CallPage:
        """:raises NotAllowed: the principal shares its credential with others."""
        within = _within(wanted, by)
        await self.picture.refresh()
        found = await self.calls.page(within, limit + 1, after)
        page = found[:limit]
        more = len(found) > limit
        return CallPage(page, Position(page[-1].started_at, page[-1].call_id) if more else None)


def _within(wanted: CallFilter, by: Principal) -> CallFilter:
    """What was asked for, of what there is for the principal."""
    if by.is_superadmin:
        return wanted
    if by.is_admin:
        return replace(wanted, tenant=by.tenant)
    if by.is_shared:
        raise NotAllowed(
            "for operators only, as others call with the same credential: "
            "set PARLEY_CONTROL_PLANE_OPERATOR_TOKEN, and send it as a bearer credential"
        )
    return replace(wanted, tenant=by.tenant, owner=by.owner)
