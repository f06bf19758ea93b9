"""What a live call takes: `python -m benchmarks.density [--json FILE]`.

Calls in which both sides talk a third of the time, more and more of them, on Parley and on a stock livekit-agents
worker, with the same scripted providers: processor time, memory, and how late Parley's event loop is. The sides
take turns, each started anew. Then silent calls, up to a hundred, on Parley and on a bare line. No side's callers
are counted.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import processes
from benchmarks.load.live_calls import Sample
from benchmarks.load.report import as_data, at, ratio, show_samples
from benchmarks.load.rounds import samples_of
from benchmarks.peers.bare_line import BareLine
from benchmarks.peers.parley import Parley
from benchmarks.peers.side import Side
from benchmarks.peers.stock_worker import StockWorker
from benchmarks.report import machine

TALKING = (1, 4, 8, 12)
IDLE = (10, 25, 50, 100)
ROUNDS, SAMPLES = 5, 2
"""Ten samples of each kind."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each side ({ROUNDS})")
    parser.add_argument(
        "--samples", type=int, default=SAMPLES, help=f"of 12 s, for each number of calls ({SAMPLES})"
    )
    parser.add_argument("--calls", type=int, nargs="+", default=TALKING, help=f"talking at once {TALKING}")
    parser.add_argument("--idle", type=int, nargs="*", default=IDLE, help=f"silent at once {IDLE}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    console = Console()
    ours, worker = Parley(), StockWorker()
    sides: Sequence[Side] = (ours, worker)
    talking: dict[str, list[Sample]] = {side.name: [] for side in sides}
    idle: dict[str, list[Sample]] = {}
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        async with processes.livekit_server(logs) as livekit:
            for number in range(chosen.rounds):
                for side in sides:
                    talking[side.name] += await samples_of(
                        side, livekit, logs, chosen.calls, chosen.samples, talking=True
                    )
                    console.log(f"{side.name}, round {number + 1} of {chosen.rounds}")
            show_samples(console, "Talking calls", talking)
            for side in (ours, BareLine()) if chosen.idle else ():
                idle[side.name] = await samples_of(side, livekit, logs, chosen.idle, chosen.samples, talking=False)
                console.log(f"{side.name}, silent")
    console.print(machine())
    show_samples(console, "Silent calls", idle)
    most = max(chosen.calls)
    stock, parley = at(talking[worker.name], most), at(talking[ours.name], most)
    console.print(f"At {most} calls, {worker.name} to {ours.name}:")
    console.print(f"processor time a call, so calls a core: {ratio(stock, parley, lambda each: each.cpu_percent)}")
    console.print(f"memory a call, so calls a GB: {ratio(stock, parley, lambda each: each.mib)}")
    if chosen.json:
        figures = {"machine": machine(), "talking": as_data(talking), "idle": as_data(idle)}
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
