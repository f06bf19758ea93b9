"""What a turn costs beside its providers: `python -m benchmarks.turn_overhead [--json FILE]`.

From the end of the caller's sound to the first audible frame of the answer, less the silence that each side is set
to wait for, less what the scripted providers take, less what a bare LiveKit line takes that does no more. First
with one call at a time, then among eleven others in which both sides talk a third of the time; the line's too.
"""

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks import processes
from benchmarks.load.callers import callers
from benchmarks.load.live_calls import LiveCalls
from benchmarks.peers.bare_line import BareLine
from benchmarks.peers.calls import answered_call, hush_sdk
from benchmarks.peers.parley import Parley
from benchmarks.peers.pipecat_bot import Pipecat
from benchmarks.peers.script import Script
from benchmarks.peers.side import RunningSide, Side
from benchmarks.peers.sound import hum
from benchmarks.peers.stock_worker import StockWorker
from benchmarks.peers.turns import Overhead, as_data, show_overheads
from benchmarks.processes import NothingHeard
from benchmarks.report import machine
from infrastructure.caller.caller import Caller
from infrastructure.caller.microphone import RATE_HZ
from parley.launch.livekit_server import LiveKitServer

ROUNDS, TURNS = 16, 2
CROWDED_ROUNDS, CROWDED_TURNS = 3, 8
OTHERS = 11

SCRIPT = Script(
    greeting="Hello.",
    answer="That is all well.",
    final_ms=20,
    first_token_ms=100,
    first_sound_ms=100,
    silence_ms=384,
    hears_level=True,
    preemptive=False,
)
"""Final words come within the silence on every side, so that only what follows it counts."""

ANSWER_OF_OTHERS = "That is all well, and it has been so for a while, and nobody here minds it in the least."
"""4 s, a third of the other callers' period."""

SAID = hum(1200, RATE_HZ)
"""By the caller. It ends at once, and through Opus within a few ms."""

LISTENING_MS = 10
PAUSE_S = 0.4
LONGEST_S = 6.0
"""Whoever has not answered by then does not."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"calls of {TURNS} turns, each side ({ROUNDS})")
    parser.add_argument(
        "--crowded", type=int, default=CROWDED_ROUNDS, help=f"the same among others ({CROWDED_ROUNDS})"
    )
    parser.add_argument("--preemptive", action="store_true", help="as livekit-agents does by default: see Script")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    console = Console()
    hush_sdk()
    script = replace(SCRIPT, preemptive=chosen.preemptive)
    sides: Sequence[Side] = (BareLine(), Parley(), StockWorker(), Pipecat())
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        async with processes.livekit_server(logs) as livekit:
            alone = await _alone(sides, livekit, script, chosen.rounds, console)
            script = replace(script, answer=ANSWER_OF_OTHERS)
            among = await _among_others(sides, livekit, script, chosen.crowded, logs, console)
    console.print(machine())
    show_overheads(console, "Alone", alone, BareLine.name)
    show_overheads(console, f"Among {OTHERS} other calls", among, BareLine.name)
    if chosen.json:
        crowded = as_data(among, BareLine.name)
        figures = {"machine": machine(), "alone": as_data(alone, BareLine.name), "among": crowded}
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


async def _alone(
    sides: Sequence[Side], livekit: LiveKitServer, script: Script, rounds: int, console: Console
) -> Mapping[str, Overhead]:
    """All sides run, and take turns."""
    measured = {side.name: Overhead() for side in sides}
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(side.running(livekit, script)) for side in sides]
        for side in running:
            await _call(livekit, side, script, 1)  # what only a first call does
        for number in range(rounds):
            for side in running:
                measured[side.name].calls.append(await _call(livekit, side, script, TURNS))
            console.log(f"alone: {number + 1} of {rounds} rounds")
    return measured


async def _among_others(
    sides: Sequence[Side], livekit: LiveKitServer, script: Script, rounds: int, logs: Path, console: Console
) -> Mapping[str, Overhead]:
    """The sides take turns, and only one runs: the machine is as good as full."""
    measured = {side.name: Overhead() for side in sides}
    for number in range(rounds):
        for side in sides:
            async with callers(livekit, logs, processes=1) as others, side.running(livekit, script) as running:
                await running.ready()
                crowd = LiveCalls(running, others)
                await crowd.grow_to(OTHERS, talking=True)
                before = await others.tally()
                try:
                    turns = await _call(livekit, running, script, CROWDED_TURNS, is_quiet=False)
                except NothingHeard:  # it is too busy to answer at all, which is a result
                    turns = [None] * CROWDED_TURNS
                measured[side.name].calls.append(turns)
                measured[side.name].others += (await others.tally()).since(before)
                await crowd.end()
            console.log(f"among others: {side.name}, {number + 1} of {rounds} rounds")
    return measured


async def _call(
    livekit: LiveKitServer, side: RunningSide, script: Script, turns: int, *, is_quiet: bool = True
) -> list[float | None]:
    """Milliseconds of each turn, without silence and script; None where no answer to it was heard."""
    if is_quiet:
        await side.ready()
    async with answered_call(livekit, side, listening_ms=LISTENING_MS) as call:
        delays_ms = [await _turn(call.caller, script) for _ in range(turns)]
        await call.caller.ear.silence(PAUSE_S)
        return delays_ms


async def _turn(caller: Caller, script: Script) -> float | None:
    await caller.ear.silence(PAUSE_S)
    await asyncio.sleep(random.uniform(0, 0.05))  # noqa: S311  # anywhere in a window
    said_at = await caller.say(SAID)
    try:
        async with asyncio.timeout(LONGEST_S):
            heard_at = await caller.ear.first_sound(said_at)
    except TimeoutError:
        return None
    left_ms = (heard_at - said_at) * 1000 - (script.silence_ms or 0) - script.makes_answer_ms
    is_earlier_answer = left_ms <= 0  # nobody is quicker than the script
    return None if is_earlier_answer else left_ms


if __name__ == "__main__":
    asyncio.run(main())
