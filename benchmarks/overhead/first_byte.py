"""The time to the first byte, side by side: a bare SDK, our adapter, and that adapter in its fallback chain."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.figures import INTERVAL_PERCENT, RESAMPLES

BARE = "bare SDK"
OURS = "adapter"
CHAIN = "in its chain"

WARM_UP_ROUNDS = 5
SETTLING_S = 0.01
"""After each request, for both sides' connections to be put away."""


async def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Side:
    """:ivar ask: asks for the same as the other sides; gives True for each piece that counts as the first byte.
    :ivar prepare: what is ready before the clock starts, such as a connection.
    """

    ask: Callable[[], AsyncGenerator[bool]]
    prepare: Callable[[], Awaitable[None]] = _nothing


@dataclass(frozen=True)
class Added:
    """What a side takes beyond the bare SDK, in seconds: the median of the differences within each round.

    :ivar low: with `high` its 95 % interval, by the percentile bootstrap.
    """

    rounds: int
    bare: float
    ours: float
    added: float
    low: float
    high: float

    @classmethod
    def of(cls, bare: Sequence[float], ours: Sequence[float]) -> "Added":
        """:param ours: of the same rounds, in their order."""
        differences = np.asarray(ours) - np.asarray(bare)
        draws = np.random.default_rng(seed=1).choice(differences, (RESAMPLES, len(differences)))
        low, high = np.percentile(np.median(draws, axis=1), INTERVAL_PERCENT)
        added = float(np.median(differences))
        return cls(len(differences), median(bare), median(ours), added, float(low), float(high))


async def measure(sides: Mapping[str, Side], rounds: int) -> dict[str, list[float]]:
    """Seconds, in the order of the rounds. Each round asks every side once, and begins with another one."""
    times = {name: list[float]() for name in sides}
    names = list(sides)
    for number in range(WARM_UP_ROUNDS + rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            await sides[name].prepare()
            took = await first_s(sides[name].ask())
            if number >= WARM_UP_ROUNDS:
                times[name].append(took)
            await asyncio.sleep(SETTLING_S)
    return times


async def first_s(pieces: AsyncGenerator[bool]) -> float:
    """Reads all, so that the connection can be used again."""
    begun = time.perf_counter()
    first: float | None = None
    async for counts in pieces:
        if counts and first is None:
            first = time.perf_counter() - begun
    if first is None:
        raise RuntimeError("nothing came")
    return first
