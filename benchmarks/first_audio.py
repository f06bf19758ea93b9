"""From the command to the first audible sound: `python -m benchmarks.first_audio [--json FILE]`.

Parley's POST /join beside the dispatch of a stock livekit-agents worker, and a pipecat bot's start, with the same
scripted providers and greeting. The caller is in the room before, with an open microphone.
"""

import asyncio

from rich.console import Console

from benchmarks.peers.joins import measure_joins, options, report

ROUNDS = 12


async def main() -> None:
    chosen = options(__doc__, ROUNDS).parse_args()
    console = Console()
    joined = await measure_joins(console, chosen.pairs, 1)
    report(console, "Command to first audible frame", joined, chosen.json)


if __name__ == "__main__":
    asyncio.run(main())
