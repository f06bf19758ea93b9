"""Which replicas there are."""

from abc import ABC, abstractmethod
from collections.abc import Collection

from control_plane.domain.entities.replica import Preference, Renewal, Replica, Report

KEPT_S = 60.0
"""How long a lease that is over is remembered: long enough for every call of that replica to be found."""
RESERVED_S = 6.0
"""Longer than a placement may take; a call that has begun by then is told by its replica."""


class ReplicaRegistry(ABC):
    """The replicas that hold leases, and for a minute those that did. Each method but `all` is one atomic step.

    :raises RegistryUnavailable: the registry cannot be reached. Asking again is safe.
    """

    @abstractmethod
    async def renew(self, report: Report, sessions: int, settled: Collection[str], lease_s: float) -> Renewal:
        """The replica is alive for `lease_s` from now on.

        :param sessions: calls that it carries, those that it has just begun to tell of included.
        :param settled: calls that it told of for the first time: they are reserved no longer.
        """

    @abstractmethod
    async def end(self, replica_id: str, renewal: int) -> bool:
        """The connection over which it renewed last is broken: its lease is over, unless it has renewed since.

        :param renewal: the number of the last renewal over that connection.
        """

    @abstractmethod
    async def leave(self, replica_id: str, incarnation: str) -> None:
        """Forget a replica that went in good order, unless another process of it is there by now."""

    @abstractmethod
    async def all(self) -> tuple[Replica, ...]:
        """By id. They are read in parts, so that nothing else waits for a whole fleet."""

    @abstractmethod
    async def leaving(self) -> tuple[Replica, ...]:
        """By id: those whose leases are over, unless another one lives at the same URL; and of those that live,
        those that drain. What it costs goes with them, not with the fleet.
        """

    @abstractmethod
    async def leased_at(self, urls: Collection[str]) -> frozenset[str]:
        """Those of these URLs where a replica holds a lease, or did until a minute ago. What it costs goes with
        them, not with the fleet.
        """

    @abstractmethod
    async def alive_but(self, but: Collection[str]) -> Replica | None:
        """One that is alive, however full it is; None: there is none but those at these URLs."""

    @abstractmethod
    async def reserve(self, call_id: str, but: Collection[str], preference: Preference) -> Replica | None:
        """Choose a replica that has room and count the call there; None: none has room.

        The count lasts until the replica tells of the call, it is released, or `RESERVED_S` are over.

        :param but: URLs of replicas that are not wanted.
        """

    @abstractmethod
    async def release(self, replica_id: str, call_id: str) -> None:
        """The replica did not take the call."""

    @abstractmethod
    async def drain(self, replica_id: str) -> bool:
        """Give the replica no more calls while its present process lives. False: there is none by that id."""
