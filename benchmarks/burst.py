"""Ten joins at once: `python -m benchmarks.burst [--json FILE]`.

Ten callers wait in rooms of their own, with open microphones. Then all commands are given at once, and timed is
until the last of the callers hears the greeting. Providers are scripted and take no time.
"""

import asyncio

from rich.console import Console

from benchmarks.peers.joins import measure_joins, options, report

ROUNDS = 10
CALLS = 10


async def main() -> None:
    parser = options(__doc__, ROUNDS)
    parser.add_argument("--calls", type=int, default=CALLS, help=f"in a burst ({CALLS})")
    chosen = parser.parse_args()
    console = Console()
    joined = await measure_joins(console, chosen.pairs, chosen.calls)
    report(console, f"{chosen.calls} joins at once, until the last is audible", joined, chosen.json)


if __name__ == "__main__":
    asyncio.run(main())
