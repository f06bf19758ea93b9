"""What we add to cloud providers: `python -m benchmarks.provider_overhead`.

The providers are emulated, in a process of their own, without latency where none is said. Measured are the time to
the first byte beyond a bare SDK that asks for the same; the time from the model's first token to the first sound;
and the price of a scripted call, which has to be the hand-computed one to the last decimal.
"""

import argparse
import asyncio
import json
import logging
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.overhead import legs, price, token_to_sound
from benchmarks.overhead.emulated import emulated
from benchmarks.overhead.tables import MOST_ADDED_S, MOST_LEFT_S, as_data, show_added, show_delays, show_price
from benchmarks.report import machine

ROUNDS, TURNS = 60, 40


def main() -> int:
    """The exit code: 0 when all is as wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of the first bytes; {ROUNDS} unless given")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"from token to sound; {TURNS} unless given")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # that ElevenLabs opens no websocket is what one part asks for
    console, before = Console(), machine()
    with emulated(legs.providers) as address:
        added = asyncio.run(legs.added(address, options.rounds))
    show_added(console, added)
    with emulated(token_to_sound.providers) as address:
        delays = {
            pace: asyncio.run(token_to_sound.delays(address, pace, options.turns))
            for pace in token_to_sound.PACES_S
        }
    show_delays(console, delays)
    with emulated(price.providers) as address:
        paid = asyncio.run(price.price(address))
    show_price(console, paid)
    console.print(f"Before: {before}\nAfter:  {machine()}")
    if options.json:
        figures = {"machine": before, **as_data(added, delays, paid)}
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    quick = all(each.added < MOST_ADDED_S for each in added.values())
    return 0 if quick and all(each.left <= MOST_LEFT_S for each in delays.values()) and paid.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
