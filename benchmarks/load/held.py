"""What an agent service holds when it has no calls."""

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import numpy as np
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.peers.side import RunningSide

MIB = 2**20
WARM_SHARE = 0.25
"""Of all looks, the first ones: pools and caches fill up."""

COUNTS = ("rss_mib", "tasks", "threads", "handles")


@dataclass(frozen=True, slots=True)
class Held:
    """:ivar calls: that have been.
    :ivar live: calls that it still takes for live.
    :ivar rss_mib: resident memory.
    :ivar tasks: in the event loop.
    :ivar threads: of the process, the native ones included.
    :ivar handles: open files and sockets.
    """

    calls: int
    live: int
    rss_mib: float
    tasks: int
    threads: int
    handles: int


async def held(side: RunningSide, calls: int) -> Held:
    """As of now."""
    async with httpx.AsyncClient(trust_env=False) as client:
        text = (await client.get(f"{side.service.url}/metrics")).raise_for_status().text
    told = {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.labels
    }
    process = side.processes[0]
    return Held(
        calls=calls,
        live=int(told["parley_calls_live"]),
        rss_mib=process.memory_info().rss / MIB,
        tasks=int(told["parley_tasks"]),
        threads=process.num_threads(),
        handles=process.num_fds(),
    )


def growth_per_thousand(looks: Sequence[Held], of: str) -> float:
    """By the straight line through all but the first looks (least squares), for each thousand calls.

    :param of: one of `COUNTS`.
    """
    later = looks[int(len(looks) * WARM_SHARE) :]
    if len(later) < 2:  # a line needs two points
        return 0.0
    slope, _ = np.polyfit([each.calls for each in later], [float(getattr(each, of)) for each in later], 1)
    return float(slope) * 1000
