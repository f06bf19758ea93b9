"""The replicas of a fleet with several control planes."""

import json
from collections.abc import Collection, Sequence

from control_plane.domain.entities.replica import Preference, Renewal, Replica, Report
from control_plane.domain.interfaces.replica_registry import KEPT_S, RESERVED_S, ReplicaRegistry
from control_plane.infrastructure.redis.connection import RedisConnection

MS = 1000
PART = 200
"""Redis and this process do nothing else meanwhile: some 5 ms."""


class RedisReplicaRegistry(ReplicaRegistry):
    """Leases by Redis' own clock, so that control planes whose clocks differ agree about them.

    Scripts answer in JSON: a reply of many parts takes redis-py many times as long to read.
    """

    def __init__(self, connection: RedisConnection) -> None:
        self._run = connection.run

    async def renew(self, report: Report, sessions: int, settled: Collection[str], lease_s: float) -> Renewal:
        number, was_over, told_to_drain = await self._run(
            "replicas/renew",
            report.replica_id,
            report.url,
            report.incarnation,
            report.version,
            report.capacity,
            report.lag_ms,
            int(report.draining),
            sessions,
            round(lease_s * MS),
            round(KEPT_S * MS),
            *settled,
        )
        return Renewal(number, bool(was_over), bool(told_to_drain))

    async def end(self, replica_id: str, renewal: int) -> bool:
        return bool(await self._run("replicas/end", replica_id, renewal))

    async def leave(self, replica_id: str, incarnation: str) -> None:
        await self._run("replicas/leave", replica_id, incarnation)

    async def all(self) -> tuple[Replica, ...]:
        found: dict[str, Replica] = {}
        place = "0"
        while True:
            place, part = await self._run("replicas/all", place, PART)
            found |= {replica.replica_id: replica for replica in _replicas(part)}
            if place == "0":
                return tuple(replica for _, replica in sorted(found.items()))

    async def leaving(self) -> tuple[Replica, ...]:
        return _replicas(await self._run("replicas/leaving"))

    async def leased_at(self, urls: Collection[str]) -> frozenset[str]:
        return frozenset(await self._run("replicas/leased_at", *urls))

    async def alive_but(self, but: Collection[str]) -> Replica | None:
        told = await self._run("replicas/alive_but", *but)
        return _replica(json.loads(told)) if told else None

    async def reserve(self, call_id: str, but: Collection[str], preference: Preference) -> Replica | None:
        told = await self._run(
            "replicas/reserve",
            call_id,
            round(RESERVED_S * MS),
            int(preference.by_share),
            preference.version_first,
            *but,
        )
        return _replica(json.loads(told)) if told else None

    async def release(self, replica_id: str, call_id: str) -> None:
        await self._run("replicas/release", replica_id, call_id)

    async def drain(self, replica_id: str) -> bool:
        return bool(await self._run("replicas/drain", replica_id))


def _replicas(told: str) -> tuple[Replica, ...]:
    return tuple(map(_replica, sorted(json.loads(told))))


def _replica(told: Sequence[str]) -> Replica:
    """In the order of `read` in scripts/replicas/_shared.lua."""
    replica_id, url, incarnation, version, capacity, lag_ms, draining, *lease = told
    sessions, reserved, left_ms, broken, told_to_drain = lease
    report = Report(replica_id, url, incarnation, version, int(capacity), float(lag_ms), draining == "1")
    return Replica(report, int(sessions), int(reserved), float(left_ms) / MS, broken == "1", told_to_drain == "1")
