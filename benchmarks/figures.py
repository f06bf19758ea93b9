"""What a set of measurements says."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

RESAMPLES = 10_000
INTERVAL_PERCENT = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Spread:
    """In the unit of what was measured."""

    count: int
    median: float
    p90: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """:param values: at least one."""
        p90 = float(np.percentile(values, 90))
        return cls(len(values), statistics.median(values), p90, min(values), max(values))


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of two medians, with its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of_medians(cls, above: Sequence[float], below: Sequence[float]) -> Self:
        """`above` through `below`; the interval by the percentile bootstrap, each side drawn for itself."""
        drawn = np.random.default_rng(seed=1)

        def medians(values: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
            draws = drawn.choice(np.asarray(values, float), (RESAMPLES, len(values)))
            return np.median(draws, axis=1)

        low, high = np.percentile(medians(above) / medians(below), INTERVAL_PERCENT)
        return cls(statistics.median(above) / statistics.median(below), float(low), float(high))

    def __str__(self) -> str:
        return f"{self.value:.2f} (95 % interval {self.low:.2f} to {self.high:.2f})"
