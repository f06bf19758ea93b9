"""Which calls there are."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from control_plane.domain.entities.call import Call, CallStatus


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the list of calls, which goes from the newest to the oldest."""

    started_at: datetime
    call_id: str


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; None and empty mean all."""

    statuses: frozenset[CallStatus] = frozenset()
    identity: str | None = None
    room: str | None = None
    tenant: str | None = None
    owner: str | None = None

    def accepts(self, call: Call) -> bool:
        return (
            (not self.statuses or call.status in self.statuses)
            and self.identity in (None, call.identity)
            and self.room in (None, call.room)
            and self.tenant in (None, call.tenant)
            and self.owner in (None, call.owner)
        )


class CallRegistry(ABC):
    """The calls of the fleet: all that live, and a bounded number of those that are over.

    A room has at most one live call, and a tenant as many as it may have, see `claim`. Each method is one atomic
    step, but for those that read in parts.

    :raises RegistryUnavailable: the registry cannot be reached. Asking again is safe.
    """

    @abstractmethod
    async def claim(self, call: Call) -> Call:
        """Take the call's room for its caller.

        Returns the call that now has the room: this one, or the live one that the same caller has there. Whoever
        is about to be placed counts for their tenant from here on, until the call is released, or over.

        :raises RoomTaken: the room has a live call that is not for this one's caller, see `Call.is_for`.
        :raises TenantFull: the room is free, and the tenant has as many live calls as it may have.
        """

    @abstractmethod
    async def save(self, call: Call) -> None:
        """Add it, or replace what was known of it.

        :raises StaleEpoch: it is known with a newer epoch, or to be over while this one is live: an end stands.
        :raises RoomTaken: it is live, and its room has another live call.
        """

    @abstractmethod
    async def exchange(self, before: Call, after: Call, leader: int = 0) -> bool:
        """Put one value of a call in the place of another. False: nothing was done, as the call has meanwhile
        moved on to another epoch, agent or status, had an epoch reserved, or is over.

        :param leader: the fencing token of whoever does it. Nothing is done with one that is older than that of
            another leader who did so.
        """

    @abstractmethod
    async def release(self, call_id: str, epoch: int) -> None:
        """Forget a call that never began, and free its room. No error when it is not known, or with a newer epoch:
        then it stays.
        """

    @abstractmethod
    async def find(self, wanted: str) -> Call | None:
        """By its call id or its session id."""

    @abstractmethod
    async def find_all(self, wanted: Sequence[str]) -> tuple[Call | None, ...]:
        """The same of several, in their order, read in parts."""

    @abstractmethod
    async def live_in_room(self, room: str) -> Call | None: ...

    @abstractmethod
    def live(self) -> AsyncIterator[Call]:
        """All live calls, in no order, read in parts: one that lives all the while is told once or more; one that
        begins or ends meanwhile may be told, or not.
        """

    @abstractmethod
    async def count_live(self) -> int: ...

    @abstractmethod
    async def carried_by(self, agent: str) -> tuple[Call, ...]:
        """The live calls of one agent service, in no order. What it costs goes with them, not with all calls."""

    @abstractmethod
    async def recovering(self) -> tuple[Call, ...]:
        """The calls that wait for another agent service, in no order."""

    @abstractmethod
    async def page(self, wanted: CallFilter, limit: int, after: Position | None) -> tuple[Call, ...]:
        """Up to `limit` calls, newest first, beginning behind `after`, read in parts. What it costs goes with the
        calls of the owner, or else of the tenant, that is asked for.
        """
