"""Which calls are there?"""

from dataclasses import dataclass

from control_plane.application.picture import Picture
from control_plane.domain.entities.call import Call
from control_plane.domain.interfaces.call_registry import CallFilter, CallRegistry, Position


@dataclass(frozen=True, slots=True)
class CallPage:
    """:ivar next: where the next page begins; None: there is none."""

    calls: tuple[Call, ...]
    next: Position | None


@dataclass(frozen=True, slots=True)
class ListCalls:
    """Calls of the whole fleet, newest first, as their agent services say that they are."""

    calls: CallRegistry
    picture: Picture

    async def __call__(self, wanted: CallFilter, limit: int, after: Position | None = None) -> CallPage:
        await self.picture.refresh()
        found = await self.calls.page(wanted, limit + 1, after)
        page = found[:limit]
        more = len(found) > limit
        return CallPage(page, Position(page[-1].started_at, page[-1].call_id) if more else None)
