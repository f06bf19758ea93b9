"""Whether a thousand calls leave anything behind: `python -m benchmarks.soak [--json FILE]`.

On Parley, with scripted providers, some calls at once: each caller hears the greeting, asks, and is on the line
until the answer has begun. Then the call is ended; every third caller hangs up first. After every fifty calls the
service is left alone for a moment, and what it holds is counted. Callers who hear nothing in time are counted too:
their calls must leave nothing behind either.
"""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from benchmarks import processes
from benchmarks.load.held import COUNTS, Held, growth_per_thousand, held
from benchmarks.load.rhythm import BYTES_A_SECOND, question
from benchmarks.load.rounds import SCRIPT
from benchmarks.peers.parley import Parley
from benchmarks.peers.side import RunningSide, caller_in
from benchmarks.report import machine, show
from parley.launch.livekit_server import LiveKitServer

CALLS = 1000
AT_ONCE = 6
BETWEEN_LOOKS = 50
CALLER = "caller"
LISTENING_MS = 100
SAID_S = 1.5
HEARD_WITHIN_S = 10.0
LISTENS_S = 0.5
"""To an answer, until the caller hangs up."""

QUIET_S = 3.0
"""Until all that belongs to a call is gone."""

RETENTION_MINUTES = "0.5"
"""What can be asked of calls that are over is kept for an hour by default: so many would never be forgotten."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=CALLS, help=f"in all ({CALLS})")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help=f"({AT_ONCE})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    os.environ["PARLEY_RETENTION_MINUTES"] = RETENTION_MINUTES
    console = Console()
    sound = (await question())[: round(SAID_S * BYTES_A_SECOND)]
    looks: list[Held] = []
    answered = 0
    with tempfile.TemporaryDirectory() as folder:
        async with (
            processes.livekit_server(Path(folder)) as livekit,
            Parley().running(livekit, SCRIPT) as side,
        ):
            await side.ready()
            looks.append(await held(side, 0))
            while (done := looks[-1].calls) < chosen.calls:
                count = min(BETWEEN_LOOKS, chosen.calls - done)
                answered += await _calls(livekit, side, sound, count, chosen.at_once)
                await asyncio.sleep(QUIET_S)
                looks.append(await held(side, done + count))
                console.log(looks[-1])
    _report(console, looks)
    console.print(f"Answered in time: {answered} of {chosen.calls} callers")
    if chosen.json:
        figures = {"machine": machine(), "answered": answered, "looks": [asdict(each) for each in looks]}
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


async def _calls(livekit: LiveKitServer, side: RunningSide, sound: bytes, count: int, at_once: int) -> int:
    """How many of them were answered."""
    free = asyncio.Semaphore(at_once)

    async def one(number: int) -> bool:
        async with free:
            return await _call(livekit, side, sound, hangs_up=number % 3 == 0)

    async with asyncio.TaskGroup() as tasks:
        calls = [tasks.create_task(one(number)) for number in range(count)]
    return sum(call.result() for call in calls)


async def _call(livekit: LiveKitServer, side: RunningSide, sound: bytes, *, hangs_up: bool) -> bool:
    """Whether it was answered in time."""
    room = f"soak-{uuid4().hex}"
    joined = False
    try:
        async with (
            asyncio.timeout(HEARD_WITHIN_S),
            caller_in(livekit, room, CALLER, listening_ms=LISTENING_MS) as caller,
        ):
            await side.join(room, CALLER)
            joined = True
            await caller.ear.first_sound(0)
            said_at = await caller.say(sound)
            await caller.ear.first_sound(said_at)
            await asyncio.sleep(LISTENS_S)
            if not hangs_up:
                await side.leave(room)
    except TimeoutError:
        return False
    finally:
        if joined:
            await side.leave(room)
    return True


def _report(console: Console, looks: Sequence[Held]) -> None:
    console.print(machine())
    rows = [(str(each.calls), *(f"{getattr(each, count):.0f}" for count in ("live", *COUNTS))) for each in looks]
    show(console, "Held between calls", ("calls", "live", *COUNTS), rows)
    growth = ", ".join(f"{count} {growth_per_thousand(looks, count):+.1f}" for count in COUNTS)
    console.print(f"Growth for each thousand calls, after the first quarter: {growth}")


if __name__ == "__main__":
    asyncio.run(main())
