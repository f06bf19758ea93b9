"""Ten joins at once: `python -m benchmarks.burst [--json FILE]`.

Ten callers wait in rooms of their own, with open microphones. Then all commands are given at once, and timed is
until the last of the callers hears the greeting. Providers are scripted and take no time. All sides run, and take
turns; each burst begins when the side's processes are quiet.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from benchmarks import processes
from benchmarks.figures import Ratio
from benchmarks.peers.bare_line import BareLine
from benchmarks.peers.calls import TIMEOUT_S, answer, hush_sdk, waiting_caller
from benchmarks.peers.parley import Parley
from benchmarks.peers.pipecat_bot import Pipecat
from benchmarks.peers.script import Script
from benchmarks.peers.side import RunningSide, Side
from benchmarks.peers.stock_worker import StockWorker
from benchmarks.processes import NothingHeard
from benchmarks.report import machine, show_spreads_ms
from infrastructure.caller.caller import Caller
from parley.launch.livekit_server import LiveKitServer

ROUNDS = 10
CALLS = 10

SCRIPT = Script(
    greeting="Hello, this is a greeting so long that even who is late in coming to the room hears some of it."
)
"""4 s: pipecat begins to speak whether or not the caller's client has subscribed to it yet."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=ROUNDS, help=f"how many bursts on each side ({ROUNDS})")
    parser.add_argument("--calls", type=int, default=CALLS, help=f"in a burst ({CALLS})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    console = Console()
    hush_sdk()
    sides: Sequence[Side] = (BareLine(), Parley(), StockWorker(), Pipecat())
    last_s: dict[str, list[float]] = {side.name: [] for side in sides}
    all_s: dict[str, list[float]] = {side.name: [] for side in sides}
    with tempfile.TemporaryDirectory() as folder:
        async with processes.livekit_server(Path(folder)) as livekit, AsyncExitStack() as stack:
            running = [await stack.enter_async_context(side.running(livekit, SCRIPT)) for side in sides]
            for side in running:
                await _burst(livekit, side, 1)  # what only a first call does
            for number in range(chosen.pairs):
                for side in running:
                    times_s = await _burst(livekit, side, chosen.calls)
                    last_s[side.name].append(max(times_s))
                    all_s[side.name] += times_s
                console.log(f"{number + 1} of {chosen.pairs} bursts on each side")
    console.print(machine())
    show_spreads_ms(console, f"{chosen.calls} joins at once, until the last is audible", "side", last_s)
    show_spreads_ms(console, "Each of the calls", "side", all_s)
    ratios = _ratios(last_s)
    for name, ratio in ratios.items():
        console.print(f"Medians of the last, Parley to {name}: {ratio}.")
    if chosen.json:
        ratio_data = {name: asdict(ratio) for name, ratio in ratios.items()}
        figures = {"machine": machine(), "last_s": last_s, "all_s": all_s, "parley_to": ratio_data}
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


async def _burst(livekit: LiveKitServer, side: RunningSide, calls: int) -> list[float]:
    """Seconds of each call."""
    async with AsyncExitStack() as stack:
        waiting = [await stack.enter_async_context(waiting_caller(livekit, side)) for _ in range(calls)]
        await side.ready()
        return await asyncio.gather(*(_first_sound_s(side, room, caller) for room, caller in waiting))


async def _first_sound_s(side: RunningSide, room: str, caller: Caller) -> float:
    """From the command to the first audible frame; the longest wait when there is none."""
    try:
        return (await answer(side, room, caller)).first_sound_s
    except NothingHeard:
        return TIMEOUT_S


def _ratios(last_s: Mapping[str, Sequence[float]]) -> Mapping[str, Ratio]:
    ours = last_s[Parley.name]
    others = {name: values for name, values in last_s.items() if name not in (Parley.name, BareLine.name)}
    return {name: Ratio.of_medians(ours, values) for name, values in others.items() if values}


if __name__ == "__main__":
    asyncio.run(main())
