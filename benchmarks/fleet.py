"""A control plane and its Redis with a large fleet, and with a tenth of it: `python -m benchmarks.fleet`.

The fleet is put into Redis as the replicas' reports would, in the name of other control planes: the one that is
measured is a real process that leads, looks after all calls, and places new ones on replicas that take them.
Leases last for the whole run. Told are placements one after the other before the first sweep and while it runs,
what one look of the reconciler takes, and memory.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import uvloop
from rich.console import Console

from benchmarks.control_plane import control_plane
from benchmarks.orchestration.cheap_replicas import CheapReplica, cheap_replicas
from benchmarks.orchestration.pressing import press
from benchmarks.report import machine, show
from control_plane.domain.entities.call import Call, CallStatus
from control_plane.domain.entities.replica import Report
from control_plane.infrastructure.redis.call_registry import RedisCallRegistry
from control_plane.infrastructure.redis.connection import RedisConnection
from control_plane.infrastructure.redis.replica_registry import RedisReplicaRegistry
from parley.launch.redis_server import RedisServer, installed_redis

REPLICAS, CALLS = 2_000, 100_000
LEASE_S, CAPACITY = 3_600.0, 100
BATCH, LOOKS = 500, 20
BEFORE_SWEEP_S, SWEEP_S = 5.0, 20.0
MS, MIB = 1000, 2**20


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds and MiB.

    :ivar sweep_max_ms: the slowest placement in the twenty seconds in which the first sweep falls.
    :ivar look_ms: median; what the leader asks of Redis four times a second, and reads.
    """

    replicas: int
    calls: int
    failed: int
    p50_ms: float
    p99_ms: float
    sweep_p99_ms: float
    sweep_max_ms: float
    look_ms: float
    control_plane_mib: float
    redis_mib: float


async def seen(replicas: int, calls: int) -> Seen:
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        async with (
            RedisServer(installed_redis(), log=logs / "redis.log") as redis,
            RedisConnection(redis.url) as shared,
            cheap_replicas(replicas, CAPACITY, calls_end=False) as fleet,
        ):
            await _fill(shared, fleet, calls)
            async with control_plane(redis.url, logs) as service:
                process = service.processes[0]
                before = await press(service.url, process, seconds=BEFORE_SWEEP_S, at_once=1)
                look_ms = await _look_ms(shared)
                during = await press(service.url, process, seconds=SWEEP_S, at_once=1)
                told = await shared.redis.info("memory")  # pyright: ignore[reportUnknownMemberType]
                return Seen(
                    replicas,
                    calls,
                    before.failed + during.failed,
                    before.percentile_ms(50),
                    before.percentile_ms(99),
                    during.percentile_ms(99),
                    during.percentile_ms(100),
                    look_ms,
                    process.memory_info().rss / MIB,
                    float(told["used_memory"]) / MIB,
                )


async def _fill(shared: RedisConnection, fleet: Sequence[CheapReplica], calls: int) -> None:
    registry, leases = RedisCallRegistry(shared), RedisReplicaRegistry(shared)
    each, now = calls // len(fleet), datetime.now(UTC)
    for replica in fleet:
        report = Report(replica.name, replica.url, "1", "0", replica.capacity)
        await leases.renew(report, each, (), LEASE_S)
    for begin in range(0, calls, BATCH):
        async with asyncio.TaskGroup() as saving:
            for number in range(begin, min(begin + BATCH, calls)):
                replica = fleet[number % len(fleet)]
                call = Call(
                    call_id=f"call-{number}",
                    room=f"room-{number}",
                    identity=f"caller-{number}",
                    started_at=now,
                    confirmed_at=now,
                    agent=replica.url,
                    session_id=f"call-{number}",
                    status=CallStatus.ACTIVE,
                )
                saving.create_task(registry.save(call))


async def _look_ms(shared: RedisConnection) -> float:
    registry, leases = RedisCallRegistry(shared), RedisReplicaRegistry(shared)
    took_ms: list[float] = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        await leases.leaving()
        await registry.recovering()
        took_ms.append((time.perf_counter() - began) * MS)
    return float(np.median(took_ms))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicas", type=int, default=REPLICAS, help=f"{REPLICAS} unless given")
    parser.add_argument("--calls", type=int, default=CALLS, help=f"{CALLS} unless given")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    console, before = Console(), machine()
    tenth = uvloop.run(seen(options.replicas // 10, options.calls // 10))
    whole = uvloop.run(seen(options.replicas, options.calls))
    columns = [asdict(tenth), asdict(whole)]
    rows = [(name, *(_told(column[name]) for column in columns)) for name in columns[0]]
    show(console, "A fleet", ("", "a tenth", "whole"), rows)
    console.print(f"Before: {before}\nAfter:  {machine()}")
    if options.json:
        figures = {"machine": before, "tenth": columns[0], "whole": columns[1]}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _told(value: float) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
