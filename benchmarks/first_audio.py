"""From the command to the first audible sound: `python -m benchmarks.first_audio [--json FILE]`.

Parley's POST /join beside the dispatch of a stock livekit-agents worker, with the same providers and greeting.
Both run at once on one LiveKit server and take turns. The caller is in the room before, with an open microphone.
"""

import argparse
import asyncio
import json
import tempfile
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import processes
from benchmarks.figures import Ratio
from benchmarks.peers.calls import answered_call, hush_sdk
from benchmarks.peers.parley import parley_with_its_voice
from benchmarks.peers.side import RunningSide
from benchmarks.peers.stock_worker import worker_with_our_voice
from benchmarks.report import machine, show, show_spreads_ms
from parley.launch.livekit_server import LiveKitServer

PAIRS = 12
DECODER = "decoder_program.py"
"""In the command line of a recogniser's process. Parley has them ready, the worker starts them later."""
TALKED_FOR_S = 2.0
"""How long a call lasts until its memory is measured."""


@dataclass(slots=True)
class Measured:
    """Of one side.

    :ivar decoders_mib: of those that are ready before a call, which the other two leave out.
    """

    times_s: list[float] = field(default_factory=list[float])
    idle_mib: float = 0.0
    in_call_mib: float = 0.0
    decoders_mib: float = 0.0


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pairs", type=int, default=PAIRS, help=f"how many calls on each side ({PAIRS})")
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = options.parse_args()
    console = Console()
    hush_sdk()
    async with AsyncExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        livekit = await stack.enter_async_context(processes.livekit_server(logs))
        sides = [
            await stack.enter_async_context(parley_with_its_voice(livekit)),
            await stack.enter_async_context(worker_with_our_voice(livekit)),
        ]
        measured = [Measured() for _ in sides]
        with console.status("calling"):
            for side in sides:
                await _take_call(livekit, side)  # what only a first call does
            for number in range(chosen.pairs):
                for side, figures in zip(sides, measured, strict=True):
                    figures.times_s.append(await _take_call(livekit, side))
                console.log(f"{number + 1} of {chosen.pairs} pairs")
            for side, figures in zip(sides, measured, strict=True):
                await _weigh(livekit, side, figures)
    ours, stock = measured
    ratio = Ratio.of_medians(stock.times_s, ours.times_s)
    _report(console, {side.name: figures for side, figures in zip(sides, measured, strict=True)}, ratio)
    if chosen.json:
        data: dict[str, Any] = {"machine": machine(), "parley": asdict(ours), "stock": asdict(stock)}
        chosen.json.write_text(json.dumps(data | {"ratio": asdict(ratio)}, indent=1) + "\n", encoding="utf-8")


async def _take_call(livekit: LiveKitServer, side: RunningSide) -> float:
    """Seconds from the command to the first audible sound, on a machine that is quiet before."""
    await side.ready()
    async with answered_call(livekit, side) as call:
        return call.first_sound_s


async def _weigh(livekit: LiveKitServer, side: RunningSide, figures: Measured) -> None:
    await side.ready()
    figures.idle_mib = side.service.memory_mib(besides=DECODER)
    figures.decoders_mib = side.service.memory_mib() - figures.idle_mib
    async with answered_call(livekit, side):
        await asyncio.sleep(TALKED_FOR_S)
        figures.in_call_mib = side.service.memory_mib(besides=DECODER)


def _report(console: Console, measured: dict[str, Measured], ratio: Ratio) -> None:
    console.print(machine())
    times_s = {name: figures.times_s for name, figures in measured.items()}
    show_spreads_ms(console, "Command to first audible frame", "side", times_s)
    console.print(f"Medians, stock worker to Parley: {ratio}.")
    rows = [
        (name, *(f"{each:.0f}" for each in (figures.idle_mib, figures.in_call_mib, figures.decoders_mib)))
        for name, figures in measured.items()
    ]
    show(console, "Memory (PSS), MiB", ("side", "idle", "one call", "ready decoders, besides"), rows)


if __name__ == "__main__":
    asyncio.run(main())
