"""Callers who wait, commands that are given at once, and how long it takes until they hear something."""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
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

SCRIPT = Script(
    greeting="Hello, this is a greeting so long that even who is late in coming to the room hears some of it."
)
"""4 s: pipecat begins to speak whether or not the caller's client has subscribed to it yet."""


@dataclass(frozen=True, slots=True)
class Joined:
    """By side, in seconds from the command.

    :ivar last_s: of each round, until the last caller heard something.
    :ivar all_s: of each caller.
    """

    last_s: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    all_s: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    def ratios(self) -> Mapping[str, Ratio]:
        """Parley's median of the last through each peer's: the interval is a bootstrap's, at 95 %."""
        ours = self.last_s[Parley.name]
        peers = [name for name in self.last_s if name not in (Parley.name, BareLine.name)]
        return {name: Ratio.of_medians(ours, self.last_s[name]) for name in peers}


def options(description: str | None, rounds: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=rounds, help=f"how many rounds on each side ({rounds})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser


async def measure_joins(console: Console, rounds: int, calls: int) -> Joined:
    """All sides run, and take turns; each round begins when the side's processes are quiet."""
    hush_sdk()
    sides: Sequence[Side] = (BareLine(), Parley(), StockWorker(), Pipecat())
    joined = Joined({side.name: [] for side in sides}, {side.name: [] for side in sides})
    with tempfile.TemporaryDirectory() as folder:
        async with processes.livekit_server(Path(folder)) as livekit, AsyncExitStack() as stack:
            running = [await stack.enter_async_context(side.running(livekit, SCRIPT)) for side in sides]
            for side in running:
                await _join(livekit, side, 1)  # what only a first call does
            for number in range(rounds):
                for side in running:
                    times_s = await _join(livekit, side, calls)
                    joined.last_s[side.name].append(max(times_s))
                    joined.all_s[side.name] += times_s
                console.log(f"{number + 1} of {rounds} rounds")
    return joined


def report(console: Console, title: str, joined: Joined, file: Path | None) -> None:
    """:param file: where the figures are written too."""
    console.print(machine())
    show_spreads_ms(console, title, "side", joined.last_s)
    if joined.all_s != joined.last_s:
        show_spreads_ms(console, "Each of the calls", "side", joined.all_s)
    ratios = joined.ratios()
    for name, ratio in ratios.items():
        console.print(f"Medians, Parley to {name}: {ratio}.")
    if file:
        parley_to = {name: asdict(ratio) for name, ratio in ratios.items()}
        figures = {"machine": machine(), **asdict(joined), "parley_to": parley_to}
        file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


async def _join(livekit: LiveKitServer, side: RunningSide, calls: int) -> list[float]:
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
