"""How long callers hear nothing when the replica that speaks to them is killed: `python -m benchmarks.recovery`.

Three replicas, two control planes, Redis and LiveKit, each a process of its own. All calls begin at one replica,
which is killed (SIGKILL) while it answers all callers. A call is timed at its caller, from the kill to the first
audible frame of the successor: sound that was on its way when the replica died is not taken for it. Then each
caller asks what was said before.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.console import Console

from benchmarks.processes import livekit_server
from benchmarks.report import MS, machine, show
from tests.chaos.killing import Survived, survived_kill
from tests.livekit_server import LiveKit

CALLS, KILLS = 10, 3
AIM_MEDIAN_S, AIM_P95_S = 1.0, 2.0


async def recovered(console: Console, calls: int, kills: int) -> list[list[Survived]]:
    """For each kill, in a fleet of its own, what became of its calls."""
    found: list[list[Survived]] = []
    with tempfile.TemporaryDirectory() as folder:
        async with livekit_server(Path(folder)) as server:
            livekit = LiveKit(server.url, server.keys.api_key, server.keys.api_secret)
            for number in range(kills):
                logs = Path(folder) / str(number)
                logs.mkdir()
                found.append(await survived_kill(livekit, logs, calls))
                console.log(f"{number + 1} of {kills}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=CALLS, help=f"of the killed replica; {CALLS} unless given")
    parser.add_argument("--kills", type=int, default=KILLS, help=f"{KILLS} unless given")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too, call by call")
    options = parser.parse_args()
    console, before = Console(), machine()
    kills = asyncio.run(recovered(console, options.calls, options.kills))
    rows = [_row(str(number), calls) for number, calls in enumerate(kills, 1)]
    rows.append(_row("all", [call for calls in kills for call in calls]))
    head = ("kill", "calls", "median ms", "p95", "min", "max", "unheard", "forgot", "not one agent")
    show(console, "From the kill to the successor's first sound", head, rows)
    console.print(f"Aimed at: median {AIM_MEDIAN_S * MS:.0f} ms, p95 {AIM_P95_S * MS:.0f} ms.")
    console.print(f"Before: {before}\nAfter:  {machine()}")
    if options.json:
        figures = {"machine": before, "kills": [[asdict(call) for call in calls] for calls in kills]}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _row(name: str, calls: Sequence[Survived]) -> Sequence[str]:
    waits_ms = [call.wait_s * MS for call in calls if call.wait_s is not None]
    told = np.percentile(waits_ms, (50, 95, 0, 100)) if waits_ms else [np.nan] * 4
    return (
        name,
        str(len(calls)),
        *(f"{value:.0f}" for value in told),
        _count(calls, lambda call: call.wait_s is None),
        _count(calls, lambda call: not call.remembers),
        _count(calls, lambda call: (call.agents, call.owners) != (1, 1)),
    )


def _count(calls: Sequence[Survived], is_counted: Callable[[Survived], bool]) -> str:
    return str(sum(map(is_counted, calls)))


if __name__ == "__main__":
    main()
