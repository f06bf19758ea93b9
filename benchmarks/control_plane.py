"""A user token with its placement, beside a bare token: `python -m benchmarks.control_plane`.

The control plane with its Redis and ten replicas that hold leases, take every call and carry none; and one
endpoint that only signs a token, served in the same way. Both are asked in turn, by callers who never pause. The
control plane also hears of each call once it is carried, and once it is over.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop
from rich.console import Console

from benchmarks.figures import Ratio
from benchmarks.orchestration.bare_tokens import KEY, SECRET
from benchmarks.orchestration.cheap_replicas import cheap_replicas, leases_of
from benchmarks.orchestration.pressing import Pressed, press
from benchmarks.processes import ROOT, Service, running_service
from benchmarks.report import machine, show
from parley.launch.fleet_plan import COMMAND
from parley.launch.ports import free_port
from parley.launch.redis_server import RedisServer, installed_redis

REPLICAS, CAPACITY = 10, 100_000
PAIRS, SECONDS, AT_ONCE, WARM_S = 4, 5.0, 8, 2.0
AIM_PER_SECOND, AIM_P99_MS = 1000, 20


@asynccontextmanager
async def control_plane(redis_url: str, logs: Path) -> AsyncGenerator[Service, None]:
    port = free_port()
    env = {
        "PARLEY_CONTROL_PLANE_PORT": str(port),
        "PARLEY_CONTROL_PLANE_PAGE": str(logs),
        "PARLEY_LIVEKIT_API_KEY": KEY,
        "PARLEY_LIVEKIT_API_SECRET": SECRET,
        "PARLEY_REDIS_URL": redis_url,
        "PARLEY_LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    url = f"http://127.0.0.1:{port}"
    command = [*COMMAND, "control-plane"]
    async with running_service("control plane", command, env, logs, url, "/metrics") as service:
        yield service


@asynccontextmanager
async def bare(logs: Path) -> AsyncGenerator[Service, None]:
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "benchmarks.orchestration.bare_tokens", str(port)]
    async with running_service("bare tokens", command, {}, logs, url, "/api/v1/health") as service:
        yield service


async def measured(pairs: int, seconds: float, at_once: int) -> Mapping[str, Sequence[Pressed]]:
    found: dict[str, list[Pressed]] = {"control plane": [], "bare token": []}
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        async with (
            RedisServer(installed_redis(), log=logs / "redis.log") as redis,
            control_plane(redis.url, logs) as ours,
            bare(logs) as theirs,
            cheap_replicas(REPLICAS, CAPACITY, calls_end=True) as replicas,
            leases_of(replicas, ours.url),
        ):
            sides = {"control plane": ours, "bare token": theirs}
            await asyncio.sleep(1)
            for side in sides.values():
                await press(side.url, side.processes[0], seconds=WARM_S, at_once=at_once)
            for _ in range(pairs):
                for name, side in sides.items():
                    found[name].append(await press(side.url, side.processes[0], seconds=seconds, at_once=at_once))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"of turns; {PAIRS} unless given")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"a turn; {SECONDS:g} unless given")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help=f"callers; {AT_ONCE} unless given")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    console, before = Console(), machine()
    found = uvloop.run(measured(options.pairs, options.seconds, options.at_once))
    rows = [_row(name, turns) for name, turns in found.items()]
    head = ("medians of the turns", "requests", "failed", "a second", "a core second", "p50 ms", "p99 ms")
    show(console, f"Tokens, {options.at_once} callers at once", head, rows)
    ours, theirs = ([each.per_core_second for each in turns] for turns in found.values())
    console.print(f"A bare token to ours, in tokens a core second: {Ratio.of_medians(theirs, ours)}")
    console.print(f"Aimed at: {AIM_PER_SECOND} a core second, p99 {AIM_P99_MS} ms.")
    console.print(f"Before: {before}\nAfter:  {machine()}")
    if options.json:
        figures = {
            name: [
                {
                    "per_second": each.per_second,
                    "per_core_second": each.per_core_second,
                    "p50_ms": each.percentile_ms(50),
                    "p99_ms": each.percentile_ms(99),
                    "failed": each.failed,
                }
                for each in turns
            ]
            for name, turns in found.items()
        }
        options.json.write_text(json.dumps({"machine": before, **figures}, indent=1) + "\n", encoding="utf-8")


def _row(name: str, turns: Sequence[Pressed]) -> Sequence[str]:
    rates = [
        statistics.median(each.per_second for each in turns),
        statistics.median(each.per_core_second for each in turns),
    ]
    delays_ms = [statistics.median(each.percentile_ms(percent) for each in turns) for percent in (50, 99)]
    return (
        name,
        str(sum(len(each.delays_s) for each in turns)),
        str(sum(each.failed for each in turns)),
        *(f"{rate:.0f}" for rate in rates),
        *(f"{delay:.1f}" for delay in delays_ms),
    )


if __name__ == "__main__":
    main()
