"""Whether a call costs more among many: `python -m benchmarks.growth [--json FILE]`.

On Parley, with scripted providers: processor time a call with twelve talking calls over that with two, and memory
a call with a hundred silent calls over that with ten; and the memory of a further call, between those counts. Each
round starts the agent service anew. The callers are not counted.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks import processes
from benchmarks.load.live_calls import Sample
from benchmarks.load.report import as_data, at, ratio, show_samples
from benchmarks.load.rounds import samples_of
from benchmarks.peers.parley import Parley
from benchmarks.report import machine

TALKING = (2, 12)
SILENT = (10, 55, 100)
ROUNDS, SAMPLES = 5, 2
"""Ten samples of each kind. Two talking calls are sampled as long as twelve."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each kind ({ROUNDS})")
    parser.add_argument(
        "--samples", type=int, default=SAMPLES, help=f"of 12 s, for each number of calls ({SAMPLES})"
    )
    parser.add_argument("--calls", type=int, nargs=2, default=TALKING, help=f"talking at once {TALKING}")
    parser.add_argument("--silent", type=int, nargs="+", default=SILENT, help=f"silent at once {SILENT}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    chosen = parser.parse_args()
    chosen.silent = sorted(chosen.silent)
    console = Console()
    talking: list[Sample] = []
    silent: list[Sample] = []
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder)
        async with processes.livekit_server(logs) as livekit:
            for number in range(chosen.rounds):
                for counts, found in ((chosen.calls, talking), (chosen.silent, silent)):
                    found += await samples_of(
                        Parley(), livekit, logs, counts, chosen.samples, talking=found is talking
                    )
                console.log(f"round {number + 1} of {chosen.rounds}")
    samples = {"talking": talking, "silent": silent}
    console.print(machine())
    show_samples(console, "Parley", samples)
    console.print(f"Processor time a call, {_grown(talking, chosen.calls, lambda each: each.cpu_percent)}")
    console.print(f"Memory a call, {_grown(silent, chosen.silent, lambda each: each.mib)}")
    for few, many in pairwise(chosen.silent):
        console.print(f"Memory a further call, {few} to {many}: {_further_mib(silent, few, many)}")
    if chosen.json:
        figures = {"machine": machine(), **as_data(samples)}
        chosen.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _grown(samples: Sequence[Sample], counts: Sequence[int], of: Callable[[Sample], float]) -> str:
    few, many = min(counts), max(counts)
    if not at(samples, many):
        return f"{many} calls to {few}: not known, as this machine has no room for {many}; ask for fewer"
    return f"{many} calls to {few}: {ratio(at(samples, many), at(samples, few), of)}"


def _further_mib(samples: Sequence[Sample], few: int, many: int) -> str:
    fewer, more = at(samples, few), at(samples, many)
    if not fewer or not more:
        return "not known"
    return f"{(_mib(more) - _mib(fewer)) / (many - few):.2f} MiB"


def _mib(samples: Sequence[Sample]) -> float:
    """Of all calls together."""
    return median(each.mib * each.calls for each in samples)


if __name__ == "__main__":
    asyncio.run(main())
