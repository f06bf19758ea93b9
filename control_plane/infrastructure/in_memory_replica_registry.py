"""The replicas of a fleet with one control plane."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from control_plane.domain.entities.replica import Preference, Renewal, Replica, Report
from control_plane.domain.interfaces.replica_registry import KEPT_S, RESERVED_S, ReplicaRegistry


@dataclass(slots=True)
class _Lease:
    report: Report
    sessions: int
    until_s: float
    renewal: int
    broken: bool = False
    told_to_drain: bool = False
    reserved: dict[str, float] = field(default_factory=dict[str, float])


class InMemoryReplicaRegistry(ReplicaRegistry):
    """Leases in a dictionary; each method runs without giving way, so it is one atomic step."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._leases: dict[str, _Lease] = {}
        self._renewals = 0

    async def renew(self, report: Report, sessions: int, settled: Collection[str], lease_s: float) -> Renewal:
        now_s = self._clock()
        self._renewals += 1
        known = self._leases.get(report.replica_id)
        is_same = known is not None and known.report.incarnation == report.incarnation
        lease = _Lease(report, sessions, now_s + lease_s, self._renewals)
        if known:
            lease.reserved = {call_id: at for call_id, at in known.reserved.items() if call_id not in settled}
            lease.told_to_drain = is_same and known.told_to_drain
        self._leases[report.replica_id] = lease
        was_over = known is None or not is_same or known.until_s <= now_s
        return Renewal(lease.renewal, was_over, lease.told_to_drain)

    async def end(self, replica_id: str, renewal: int) -> bool:
        lease = self._leases.get(replica_id)
        if lease is None or lease.renewal != renewal:
            return False
        lease.until_s = min(lease.until_s, self._clock())
        lease.broken = True
        return True

    async def leave(self, replica_id: str, incarnation: str) -> None:
        lease = self._leases.get(replica_id)
        if lease and lease.report.incarnation == incarnation:
            del self._leases[replica_id]

    async def all(self) -> tuple[Replica, ...]:
        self._forget()
        return tuple(self._replica(lease) for _, lease in sorted(self._leases.items()))

    async def leaving(self) -> tuple[Replica, ...]:
        replicas = await self.all()
        alive = {replica.url for replica in replicas if replica.is_alive}
        return tuple(each for each in replicas if (each.is_draining if each.is_alive else each.url not in alive))

    async def leased_at(self, urls: Collection[str]) -> frozenset[str]:
        return frozenset({replica.url for replica in await self.all()}.intersection(urls))

    async def alive_but(self, but: Collection[str]) -> Replica | None:
        replicas = await self.all()
        return next((each for each in replicas if each.is_alive and each.url not in but), None)

    async def reserve(self, call_id: str, but: Collection[str], preference: Preference) -> Replica | None:
        replicas = [replica for replica in await self.all() if replica.takes_calls and replica.url not in but]
        chosen = min(replicas, key=preference.rank, default=None)
        if chosen:
            reserved = self._leases[chosen.replica_id].reserved
            reserved.pop(call_id, None)  # so that those that end first stand first
            reserved[call_id] = self._clock() + RESERVED_S
        return chosen

    async def release(self, replica_id: str, call_id: str) -> None:
        if lease := self._leases.get(replica_id):
            lease.reserved.pop(call_id, None)

    async def drain(self, replica_id: str) -> bool:
        lease = self._leases.get(replica_id)
        if lease:
            lease.told_to_drain = True
        return lease is not None

    def _forget(self) -> None:
        now_s = self._clock()
        for replica_id in [each for each, lease in self._leases.items() if lease.until_s + KEPT_S <= now_s]:
            del self._leases[replica_id]

    def _replica(self, lease: _Lease) -> Replica:
        now_s = self._clock()
        while lease.reserved and next(iter(lease.reserved.values())) <= now_s:
            del lease.reserved[next(iter(lease.reserved))]
        return Replica(
            lease.report,
            lease.sessions,
            len(lease.reserved),
            lease.until_s - now_s,
            lease.broken,
            lease.told_to_drain,
        )
